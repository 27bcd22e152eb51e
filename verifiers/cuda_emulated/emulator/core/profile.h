// The limits of the device that is emulated, as the programming guide's tables state them.
#pragma once

#include <driver_types.h>

#include <cstddef>
#include <string>

#include "core/grid.h"

namespace emu {

struct Profile {
  int sm;            // 80 for sm_80.
  std::string name;  // Says that it is emulated.
  int threads_per_block_max;
  int shared_per_block;        // Bytes, without asking.
  int shared_per_block_optin;  // Bytes, after cudaFuncAttributeMaxDynamicSharedMemorySize.
  int shared_per_multiprocessor;
  int threads_per_sm;
  int warps_per_sm;
  int blocks_per_sm;
  int registers_per_block;
  int registers_per_sm;
  dim3 grid_max;
  dim3 block_max;
  int multiprocessors;
  int l2_bytes;
  std::size_t memory_bytes;
};

// The device that EMU_PROFILE names: sm_75, sm_80 (unless set), sm_90 or sm_100.
const Profile& profile();

// What the real runtime answers to a launch of this shape:
// cudaErrorInvalidConfiguration for a size that is zero or above the device's
// limits, cudaErrorInvalidValue for more dynamic shared memory than is allowed.
cudaError_t validate(const GridShape& shape, std::size_t shared_allowed);

}  // namespace emu
