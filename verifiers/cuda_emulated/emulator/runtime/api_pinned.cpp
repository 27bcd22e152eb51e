// Pinned host memory.
//
// Mapped memory, which kernels reach through host pointers, is refused: there is no
// cudaHostGetDevicePointer here.
#include <cuda_runtime_api.h>

#include <cstdlib>
#include <map>
#include <string>

#include "runtime/call.h"
#include "runtime/pinned.h"
#include "runtime/process_end.h"
#include "runtime/stream.h"

namespace emu {
namespace {

struct Pinned {
  std::size_t bytes = 0;
  unsigned flags = 0;
  bool registered = false;  // The memory is the program's own.
  Site site;
};

std::map<const char*, Pinned>& pinned() {
  static auto* const own = new std::map<const char*, Pinned>;
  return *own;
}

void report_pinned_leaks(int /*exit_code*/) {
  if (device_error() != cudaSuccess) return;  // A failed device frees nothing.
  for (const auto& [begin, range] : pinned()) {
    misuse("leak",
           std::to_string(range.bytes) + " bytes of pinned memory are never " +
               (range.registered ? "unregistered" : "freed"),
           range.site);
  }
}

bool touches(const char* begin, std::size_t bytes) {
  auto above = pinned().lower_bound(begin + bytes);
  if (above == pinned().begin()) return false;
  const auto below = std::prev(above);
  return below->first + below->second.bytes > begin;
}

cudaError_t allocate_pinned(void** at, std::size_t bytes, unsigned flags) {
  constexpr unsigned kKnown = cudaHostAllocPortable | cudaHostAllocWriteCombined;
  if (at == nullptr) return cudaErrorInvalidValue;
  if ((flags & cudaHostAllocMapped) != 0) return cudaErrorNotSupported;
  if ((flags & ~kKnown) != 0) return cudaErrorInvalidValue;
  *at = nullptr;
  if (bytes == 0) return cudaSuccess;
  void* const made = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  if (made == nullptr) return cudaErrorMemoryAllocation;
  at_process_end(report_pinned_leaks);
  pinned()[static_cast<const char*>(made)] = {bytes, flags, false, here()};
  *at = made;
  return cudaSuccess;
}

cudaError_t release(void* at, bool registered) {
  if (at == nullptr) return registered ? cudaErrorInvalidValue : cudaSuccess;
  const auto found = pinned().find(static_cast<const char*>(at));
  if (found == pinned().end() || found->second.registered != registered) {
    if (registered) return cudaErrorHostMemoryNotRegistered;
    misuse("invalid-free", "cudaFreeHost of an address that no call of pinned memory returned",
           here());
    return cudaErrorInvalidValue;
  }
  host_waits(everything());  // Copies that use it come to their end first.
  pinned().erase(found);
  if (!registered) std::free(at);
  return cudaSuccess;
}

cudaError_t adopt(void* at, std::size_t bytes, unsigned flags) {
  if (at == nullptr || bytes == 0) return cudaErrorInvalidValue;
  if ((flags & cudaHostRegisterMapped) != 0) return cudaErrorNotSupported;
  if ((flags & ~cudaHostRegisterPortable) != 0) return cudaErrorInvalidValue;
  const auto* begin = static_cast<const char*>(at);
  if (touches(begin, bytes)) return cudaErrorHostMemoryAlreadyRegistered;
  at_process_end(report_pinned_leaks);
  pinned()[begin] = {bytes, flags, true, here()};
  return cudaSuccess;
}

}  // namespace

bool is_pinned(const void* at, std::size_t bytes) {
  const auto* begin = static_cast<const char*>(at);
  auto above = pinned().upper_bound(begin);
  if (above == pinned().begin()) return false;
  const auto below = std::prev(above);
  return begin + bytes <= below->first + below->second.bytes;
}

}  // namespace emu

cudaError_t cudaMallocHost(void** ptr, size_t size) {
  return emu::call_outside_capture("cudaMallocHost",
                                   [&] { return emu::allocate_pinned(ptr, size, 0); });
}

cudaError_t cudaHostAlloc(void** pHost, size_t size, unsigned int flags) {
  return emu::call_outside_capture("cudaHostAlloc",
                                   [&] { return emu::allocate_pinned(pHost, size, flags); });
}

cudaError_t cudaFreeHost(void* ptr) {
  return emu::call_outside_capture("cudaFreeHost", [&] { return emu::release(ptr, false); });
}

cudaError_t cudaHostRegister(void* ptr, size_t size, unsigned int flags) {
  return emu::call_outside_capture("cudaHostRegister",
                                   [&] { return emu::adopt(ptr, size, flags); });
}

cudaError_t cudaHostUnregister(void* ptr) {
  return emu::call_outside_capture("cudaHostUnregister", [&] { return emu::release(ptr, true); });
}

cudaError_t cudaHostGetFlags(unsigned int* pFlags, void* pHost) {
  return emu::call("cudaHostGetFlags", [&] {
    const auto found = emu::pinned().find(static_cast<const char*>(pHost));
    if (pFlags == nullptr || found == emu::pinned().end()) return cudaErrorInvalidValue;
    *pFlags = found->second.flags;
    return cudaSuccess;
  });
}
