// cudaMalloc and its kin, cudaFree, and what can be asked about an address.
#include <cuda_runtime_api.h>

#include <algorithm>

#include "runtime/allocations.h"
#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/pinned.h"
#include "runtime/pool.h"
#include "runtime/stream.h"

namespace emu {
namespace {

constexpr std::size_t kPitch = 512;

cudaError_t allocate(void** at, std::size_t bytes, const char* how) {
  if (at == nullptr) return cudaErrorInvalidValue;
  *at = nullptr;
  if (bytes == 0) return cudaSuccess;
  void* const made = arena_take(bytes);
  if (made == nullptr) return cudaErrorMemoryAllocation;
  allocated(made, bytes, host_stamp(), host_clock(), false, how);
  note_allocation({.begin = made, .bytes = bytes, .how = how, .site = here()});
  *at = made;
  return cudaSuccess;
}

cudaError_t release(void* at) {
  if (at == nullptr) return cudaSuccess;
  const auto found = allocation_at(at);
  if (!found || found->begin != at) return refuse_free(at, "cudaFree");
  host_waits(everything());
  if (device_error() != cudaSuccess) return device_error();
  forget_allocation(at, here());
  freed(at, host_stamp(), host_clock());
  arena_close(at, found->bytes);
  if (found->pool != nullptr) pool_forgets(found->pool, *found);
  arena_give_back(at);
  return cudaSuccess;
}

cudaError_t describe(cudaPointerAttributes& about, const void* at) {
  about = {};
  about.type = cudaMemoryTypeUnregistered;
  about.device = cudaInvalidDeviceId;
  if (in_arena(at)) {
    if (!allocation_at(at)) return cudaErrorInvalidValue;
    about.type = cudaMemoryTypeDevice;
    about.device = 0;
    about.devicePointer = const_cast<void*>(at);
  } else if (is_pinned(at, 1)) {
    about.type = cudaMemoryTypeHost;
    about.device = 0;
    about.hostPointer = const_cast<void*>(at);
  }
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaMalloc(void** devPtr, size_t size) {
  return emu::call_outside_capture("cudaMalloc",
                                   [&] { return emu::allocate(devPtr, size, "cudaMalloc"); });
}

cudaError_t cudaMallocPitch(void** devPtr, size_t* pitch, size_t width, size_t height) {
  return emu::call_outside_capture("cudaMallocPitch", [&] {
    if (pitch == nullptr) return cudaErrorInvalidValue;
    *pitch = (width + emu::kPitch - 1) / emu::kPitch * emu::kPitch;
    return emu::allocate(devPtr, *pitch * height, "cudaMallocPitch");
  });
}

cudaError_t cudaFree(void* devPtr) {
  return emu::call_outside_capture("cudaFree", [&] { return emu::release(devPtr); });
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  return emu::call("cudaMemGetInfo", [&] {
    if (free == nullptr || total == nullptr) return cudaErrorInvalidValue;
    *free = emu::arena_bytes_free();
    *total = emu::kDeviceBytes;
    return cudaSuccess;
  });
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* ptr) {
  return emu::call("cudaPointerGetAttributes", [&] {
    return attributes == nullptr ? cudaErrorInvalidValue : emu::describe(*attributes, ptr);
  });
}
