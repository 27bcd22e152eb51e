// What the emulator of CUDA counted, as the counts of this check.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace wright {

constexpr std::int64_t kCallsBytesMax = 1 << 20;

// From lines "NAME COUNT", of `launches` and of calls of the runtime API by their names; what is no
// such line counts nothing.  By the names of kCudaCounts:
//   launches          kernels that ran, those of a graph one by one
//   cuda_calls        all calls, tw::launch among them
//   cuda_allocations  cudaMalloc and its kin, cudaHostAlloc
//   cuda_copies       cudaMemcpy and its kin
//   cuda_syncs        calls that wait for the device: ...Synchronize, copies that are not ...Async,
//                     cudaFree and cudaFreeHost
[[nodiscard]] std::map<std::string, double> cuda_counts_of(std::string_view lines);

}  // namespace wright
