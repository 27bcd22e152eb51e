// The limits of the device that is played: EMU_PROFILE chooses.
#pragma once

#include <cstddef>
#include <string>

#include "core/grid.h"

namespace emu {

struct Profile {
  int sm = 80;
  std::string name;
  int threads_per_block_max = 1024;
  int shared_per_block = 49152;
  int shared_per_block_optin = 166912;
  int shared_per_multiprocessor = 167936;
  int warps_per_sm = 64;
  int blocks_per_sm = 32;
  int registers_per_block = 65536;
  int registers_per_sm = 65536;
  dim3 grid_max, block_max;
  int multiprocessors = 4;
};

const Profile& profile();

// cudaErrorInvalidConfiguration or cudaErrorInvalidValue as the real runtime answers.
cudaError_t validate(const GridShape& shape, std::size_t shared_allowed);

}  // namespace emu
