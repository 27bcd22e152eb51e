// Where in the program a call of the API came from.
#pragma once

#include <array>

#include "check/program.h"

namespace emu {

struct Site {
  std::array<void*, 12> frames{};
  int depth = 0;
};

// The callers of this function, the nearest first.
Site here();

// The nearest caller that is neither of the emulator nor of a system's header.
// Costly: only when something is reported.
SourceLine line_of(const Site& site);

}  // namespace emu
