// Where in the program a call of the API came from.
#pragma once

#include <array>
#include <string>

namespace emu {

struct Site {
  std::array<void*, 12> frames{};
  int depth = 0;
};

// The callers of this function, the nearest first.
Site here();

struct SourceLine {
  std::string file;  // Empty: unknown.
  int line = 0;
};

// The nearest caller that is neither of the emulator nor of the toolkit's headers.
// Costly: only when something is reported.
SourceLine line_of(const Site& site);

}  // namespace emu
