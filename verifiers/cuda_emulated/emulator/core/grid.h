// A launch as data, and the scheduler that runs its blocks.
#pragma once

#include <driver_types.h>
#include <vector_types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace emu {

struct GridShape {
  dim3 grid;
  dim3 block;
  std::size_t dynamic_shared_bytes = 0;
};

// Where the launch keeps the kernel's arguments: kernels may read it.
struct Parameters {
  const void* begin = nullptr;
  std::size_t bytes = 0;
};

struct Kernel {
  std::string name;
  std::function<void()> body;  // Called once for each CUDA thread.
  Parameters parameters;
};

// Runs all blocks of a launch to their end in the order that the schedule says.
// Anything but cudaSuccess: a fault was found and reported.
[[nodiscard]] cudaError_t run_grid(const GridShape& shape, const Kernel& kernel,
                                   std::uint64_t launch);

bool in_kernel();

// Where a CUDA thread is: what threadIdx and its like read.
struct Place {
  uint3 thread, block;
  dim3 block_dim, grid_dim;
};
const Place& place();

void* dynamic_shared();

}  // namespace emu
