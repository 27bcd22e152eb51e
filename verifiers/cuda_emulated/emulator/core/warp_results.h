// What each lane gets from an operation of a warp, once all of them have come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/block.h"

namespace emu {

// A lane that reads a lane from which there is nothing to read.
struct Misread {
  std::uint32_t lane = 0;
  const char* kind = "";
  std::string message;
};

// Sets the results of the lanes in `present`, which all wait with one mask.
std::optional<Misread> fill_results(Warp& warp, std::uint32_t present);

const char* name_of(WarpCall call);
std::string hex(std::uint32_t mask);  // 0x0000ffff

}  // namespace emu
