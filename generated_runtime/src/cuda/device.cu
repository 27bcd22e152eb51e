// Count, memory and copies of CUDA devices.
#include "cuda/device.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/device.h"
#include "core/fail.h"

namespace tw {
namespace {

constexpr std::size_t kPromised = 256;  // What cudaMalloc's addresses are multiples of.

// A cudaError_t: the first that cudaFree, which destructors call, met and that nobody was told.
constinit std::atomic<int> refused_free{cudaSuccess};

void throw_refused_free() {
  const int status = refused_free.exchange(cudaSuccess);
  cuda::check(static_cast<cudaError_t>(status), "cudaFree");
}

// A failure that was taken note of is not to be found by the next call.
void forget_last_error() noexcept {
  (void)cudaGetLastError();
}

// Without a device, without a driver, or with the toolkit's placeholder for one.
bool is_absence(cudaError_t status) {
  return status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver ||
         status == cudaErrorStubLibrary;
}

[[noreturn]] void fail_without_device() {
  fail("cuda", "there is no CUDA device");
}

cudaMemcpyKind kind_of(Device to, Device from) {
  if (!to.is_cuda()) return cudaMemcpyDeviceToHost;
  if (!from.is_cuda()) return cudaMemcpyHostToDevice;
  return to == from ? cudaMemcpyDeviceToDevice : cudaMemcpyDefault;
}

}  // namespace

int cuda_device_count() {
  throw_refused_free();
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (is_absence(status)) {
    forget_last_error();
    return 0;
  }
  cuda::check(status, "cudaGetDeviceCount");
  return count;
}

void cuda::check(cudaError_t status, const char* call) {
  if (status == cudaSuccess) return;
  forget_last_error();
  if (is_absence(status)) fail_without_device();
  fail("cuda", std::string(call) + ": " + cudaGetErrorString(status));
}

void cuda::select(Device device) {
  throw_refused_free();
  check(cudaSetDevice(device.index), "cudaSetDevice");
}

void cuda::check_device(Device device) {
  if (device.index < 0 || device.index >= cuda_device_count()) fail_without_device();
}

cuda::Memory cuda::take(Device device, std::size_t bytes) {
  select(device);
  Memory memory;
  if (bytes == 0) return memory;
  check(cudaMalloc(&memory.taken, bytes + (kAlignment - kPromised)), "cudaMalloc");
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(memory.taken) % kAlignment;
  memory.data = static_cast<std::byte*>(memory.taken) + (beyond == 0 ? 0 : kAlignment - beyond);
  return memory;
}

void cuda::give(void* taken) noexcept {
  if (taken == nullptr) return;
  const cudaError_t status = cudaFree(taken);
  if (status == cudaSuccess) return;
  forget_last_error();
  int none = cudaSuccess;
  refused_free.compare_exchange_strong(none, status);
}

void cuda::copy_bytes(Device to_device, void* to, Device from_device, const void* from,
                      std::size_t bytes) {
  if (bytes == 0) return;
  select(to_device.is_cuda() ? to_device : from_device);
  check(cudaMemcpy(to, from, bytes, kind_of(to_device, from_device)), "cudaMemcpy");
}

}  // namespace tw
