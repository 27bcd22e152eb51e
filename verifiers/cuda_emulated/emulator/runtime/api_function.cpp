// Attributes of kernels, and occupancy.
//
// An emulated kernel has no registers and its static shared memory is not known here:
// both count as 0, so that occupancy is an upper bound by threads, blocks and dynamic
// shared memory.  What ptxas says is the check cuda_compile's to tell.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <unordered_map>

#include "core/profile.h"
#include "runtime/call.h"
#include "runtime/function.h"

namespace emu {
namespace {

std::unordered_map<const void*, std::size_t>& opted_in() {
  static auto* const own = new std::unordered_map<const void*, std::size_t>;
  return *own;
}

cudaError_t describe(cudaFuncAttributes& about, const void* function) {
  about = {};
  about.maxThreadsPerBlock = profile().threads_per_block_max;
  about.maxDynamicSharedSizeBytes = static_cast<int>(shared_allowed(function));
  about.ptxVersion = about.binaryVersion = profile().sm;
  about.preferredShmemCarveout = cudaSharedmemCarveoutDefault;
  return cudaSuccess;
}

cudaError_t set(const void* function, cudaFuncAttribute which, int value) {
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  if (which == cudaFuncAttributePreferredSharedMemoryCarveout)
    return value >= -1 && value <= 100 ? cudaSuccess : cudaErrorInvalidValue;
  if (which != cudaFuncAttributeMaxDynamicSharedMemorySize) return cudaErrorInvalidValue;
  if (value < 0 || value > profile().shared_per_block_optin) return cudaErrorInvalidValue;
  opted_in()[function] = static_cast<std::size_t>(value);
  return cudaSuccess;
}

// Of each block, what the system keeps.
int reserved_shared() {
  return profile().shared_per_multiprocessor - profile().shared_per_block_optin;
}

// Blocks of one multiprocessor at a time.
int resident(int block_size, std::size_t dynamic_shared) {
  const Profile& device = profile();
  const int warps = (block_size + 31) / 32;
  const int per_block = static_cast<int>(dynamic_shared) + reserved_shared();
  int blocks = std::min(device.warps_per_sm / warps, device.blocks_per_sm);
  if (per_block > 0) {
    blocks = std::min(blocks, profile().shared_per_multiprocessor / per_block);
  }
  return blocks;
}

cudaError_t occupancy(int* blocks, const void* function, int block_size,
                      std::size_t dynamic_shared) {
  if (blocks == nullptr || block_size <= 0) return cudaErrorInvalidValue;
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  const bool fits = block_size <= profile().threads_per_block_max &&
                    dynamic_shared <= static_cast<std::size_t>(profile().shared_per_block_optin);
  *blocks = fits ? resident(block_size, dynamic_shared) : 0;
  return cudaSuccess;
}

cudaError_t available_shared(std::size_t* bytes, const void* function, int blocks, int block_size) {
  if (bytes == nullptr || blocks <= 0 || block_size <= 0) return cudaErrorInvalidValue;
  if (function == nullptr) return cudaErrorInvalidDeviceFunction;
  if (resident(block_size, 0) < blocks) return cudaErrorInvalidValue;
  const int each = profile().shared_per_multiprocessor / blocks - reserved_shared();
  *bytes = static_cast<std::size_t>(std::clamp(each, 0, profile().shared_per_block_optin));
  return cudaSuccess;
}

}  // namespace

std::size_t shared_allowed(const void* function) {
  const auto found = opted_in().find(function);
  const auto usual = static_cast<std::size_t>(profile().shared_per_block);
  return found == opted_in().end() ? usual : std::max(usual, found->second);
}

}  // namespace emu

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attr, const void* func) {
  return emu::call("cudaFuncGetAttributes", [&] {
    if (func == nullptr) return cudaErrorInvalidDeviceFunction;
    return attr == nullptr ? cudaErrorInvalidValue : emu::describe(*attr, func);
  });
}

cudaError_t cudaFuncSetAttribute(const void* func, cudaFuncAttribute attr, int value) {
  return emu::call("cudaFuncSetAttribute", [&] { return emu::set(func, attr, value); });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, const void* func,
                                                          int blockSize, size_t dynamicSMemSize) {
  return emu::call("cudaOccupancyMaxActiveBlocksPerMultiprocessor",
                   [&] { return emu::occupancy(numBlocks, func, blockSize, dynamicSMemSize); });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* numBlocks, const void* func,
                                                                   int blockSize,
                                                                   size_t dynamicSMemSize,
                                                                   unsigned int flags) {
  return emu::call("cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags", [&] {
    if ((flags & ~unsigned{cudaOccupancyDisableCachingOverride}) != 0) return cudaErrorInvalidValue;
    return emu::occupancy(numBlocks, func, blockSize, dynamicSMemSize);
  });
}

cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t* dynamicSmemSize, const void* func,
                                                      int numBlocks, int blockSize) {
  return emu::call("cudaOccupancyAvailableDynamicSMemPerBlock", [&] {
    return emu::available_shared(dynamicSmemSize, func, numBlocks, blockSize);
  });
}
