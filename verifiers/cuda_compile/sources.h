// The files that make kernels: what the globs name, and the candidate's files that those include.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "cpp/frozen.h"
#include "device_functions.h"
#include "plan.h"

namespace wright {

struct KernelSource {
  std::string path;                   // Below the target.
  std::vector<CppToken> code;         // With directives.
  std::set<std::string> own_headers;  // As they are included, "\"tile.h\"": files of the tree.
  PlainCode plain;
  std::vector<DeviceFunction> functions;
  std::vector<std::size_t> variables;  // Tokens of `plain`: a `__device__` that is no function's.
};

struct KernelSources {
  std::vector<std::string> units;  // What nvcc compiles, sorted.
  std::map<std::string, KernelSource> files;

  struct Place {
    std::string file;
    int line = 0;
  };
  // Where the kernel stands that this unit makes; the unit itself when no text shows it.
  [[nodiscard]] Place place_of(const std::string& unit, const std::string& name) const;
};

// Files of the scaffold are the spec's own and are not read.  Errors: a unit that cannot be read,
// or more of them than fit (spec).
Result<KernelSources> read_sources(const CheckRequest& request, const Plan& plan);

[[nodiscard]] KernelSource kernel_source(const std::string& path, const std::string& text);

}  // namespace wright
