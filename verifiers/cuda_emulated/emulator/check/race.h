// The rule of races: which accesses of the same bytes need no order, and which have one.
//
// Two accesses are ordered when they come from the same thread; from one block and
// different intervals (a barrier lies between); from one warp, the later lane having
// synchronised with the earlier by __syncwarp since; or from different operations
// of which the later has seen the earlier.  Two that are not, one of them a write
// and not both atomic, are a race.
#pragma once

#include <cstdint>
#include <optional>

#include "check/shadow.h"

namespace emu {

enum class Touch { read, write, atomic };

// Who touches, and since when memory keeps what was written to it: from the block's
// begin in shared memory, for ever in global memory.
struct Toucher {
  Entry entry = 0;
  std::uint32_t site = 0;
  std::uint64_t valid_from = 1;
};

enum class Trouble { none, uninitialised, read_write, write_read, write_write };

struct Finding {
  Trouble trouble = Trouble::none;
  Entry other = 0;  // The earlier access, as it was remembered.
  std::uint32_t other_site = 0;
};

// Checks an access of one cell and remembers it.
Finding touch_cell(Cell& cell, Touch touch, const Toucher& me);

}  // namespace emu
