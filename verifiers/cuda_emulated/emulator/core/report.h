// Faults, as JSON lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/grid.h"

namespace emu {

struct Access {
  std::string what;  // read, write or atomic.
  std::string file;
  int line = 0;
  uint3 thread{}, block{};
  std::uint64_t launch = 0;
};

struct Fault {
  std::string kind;
  std::string message;
  std::string kernel;
  std::string file;
  int line = 0;
  std::optional<Access> first, second;
  GridShape shape;
};

// The same (kind, kernel, file, line, other line) is written once, then counted.
// The first fault of a launch ends that launch.
void report(Fault fault);

// The process ends with exit code 86 when there were any.
int faults_reported();

}  // namespace emu
