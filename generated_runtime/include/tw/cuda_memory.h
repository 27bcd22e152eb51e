// The memory of CUDA tensors: kept when it is freed, and given out again in the order of streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tw/device.h"
#include "tw/tensor.h"

namespace tw {

// Bytes of memory of the device, as of now; counts since the start of the process.
struct CudaMemoryStats {
  std::size_t live = 0;      // In use, rounded up to blocks.
  std::size_t idle = 0;      // Kept for later.
  std::size_t reserved = 0;  // Taken from CUDA: live, idle, and waiting for a stream.
  std::size_t peak_live = 0;
  std::uint64_t requests = 0;
  std::uint64_t hits = 0;        // Served without a call of cudaMalloc.
  std::uint64_t cuda_calls = 0;  // Of cudaMalloc and cudaFree.
  std::uint64_t splits = 0;
  std::uint64_t joins = 0;
  std::uint64_t retries = 0;  // Idle memory was given back to serve a request.
};
[[nodiscard]] CudaMemoryStats cuda_memory_stats(Device device);

// A block of a segment, in the order of addresses.
struct CudaBlock {
  std::uintptr_t address = 0;
  std::size_t bytes = 0;
  std::uintptr_t segment = 0;  // Where its segment begins.
  std::uintptr_t stream = 0;   // For which it was taken.
  enum class State { live, idle, waiting } state = State::idle;
};
[[nodiscard]] std::vector<CudaBlock> cuda_memory_snapshot(Device device);

// At most this part of the device's memory, above 0 and at most 1, is reserved.  Throws
// "[set_memory_fraction] fraction must be above 0 and at most 1, got 1.5".
void set_memory_fraction(Device device, double fraction);

// Gives back all that is idle.
void release_cuda_memory(Device device);

// A copy of x, which lives on the CPU, in pinned memory, from which copies to a device need not
// wait; x itself where it is pinned.
[[nodiscard]] Tensor pinned(const Tensor& x);
[[nodiscard]] bool is_pinned(const Tensor& x);

}  // namespace tw
