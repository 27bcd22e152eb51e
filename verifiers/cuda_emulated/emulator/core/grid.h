// A launch as core sees it: how many blocks of how many CUDA threads call which body.
#pragma once

#include <driver_types.h>
#include <vector_types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace emu {

struct GridShape {
  dim3 grid;
  dim3 block;
  std::size_t dynamic_shared_bytes = 0;
};

// Where the launch keeps the kernel's arguments: a kernel may read it.
struct Parameters {
  const void* begin = nullptr;
  std::size_t bytes = 0;
  std::shared_ptr<const void> owner;  // Where they outlive the caller of the launch.
};

// The body is called once for each CUDA thread, which reads what it captures: at most
// two words, so that they lie within the Kernel and not in memory of the host.
struct Kernel {
  std::string name;
  std::function<void()> body;
  Parameters parameters;
};

// Runs all blocks of a launch to their end, one at a time, in the order that
// settings().schedule says; `launch` is its number in order of being enqueued,
// from 1.  The shape is one that validate() took.
//
// cudaErrorLaunchFailure, or what the fault names: a fault was found and
// reported.  The launch ended there, and the CUDA threads that were under way
// never go on: destructors of what lives on their stacks do not run.
[[nodiscard]] cudaError_t run_grid(const GridShape& shape, const Kernel& kernel,
                                   std::uint64_t launch);

// Whether the caller is a CUDA thread.
bool in_kernel();

// Where a CUDA thread is: what threadIdx and its like read.
struct Place {
  uint3 thread, block;
  dim3 block_dim, grid_dim;
};

// The place of the running thread.  It is one object that changes with the thread,
// since all CUDA threads run on one thread of the system.
extern Place current_place;
inline const Place& place() {
  return current_place;
}

// For TW_DYN_SHARED: as many bytes as the launch said, aligned to 128, filled
// with 0xFF when a block starts.
void* dynamic_shared();

}  // namespace emu
