// Count and copies of CUDA devices, and what CUDA refuses.
#include "cuda/device.h"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

#include "core/device.h"
#include "core/fail.h"
#include "cuda/pinned.h"

namespace tw {
namespace {

// The first that was refused where nothing could be thrown, and that nobody was told.
struct Refusal {
  cudaError_t status = cudaSuccess;
  const char* call = nullptr;
};

// Without destructors that do anything: tensors may end later.
constinit std::mutex refusal_lock;
constinit Refusal refusal;
constinit std::atomic<bool> is_refusal_noted{false};

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
  cuda::throw_noted();
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (is_absence(status)) {
    cuda::forget_last_error();
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

void cuda::note(cudaError_t status, const char* call) noexcept {
  if (status == cudaSuccess) return;
  forget_last_error();
  const std::lock_guard held(refusal_lock);
  if (refusal.status == cudaSuccess) refusal = {status, call};
  is_refusal_noted.store(true, std::memory_order_release);
}

void cuda::throw_noted() {
  if (!is_refusal_noted.load(std::memory_order_acquire)) return;
  Refusal told;
  {
    const std::lock_guard held(refusal_lock);
    told = std::exchange(refusal, {});
    is_refusal_noted.store(false, std::memory_order_relaxed);
  }
  check(told.status, told.call);
}

bool cuda::check_done(cudaError_t status, const char* call) {
  if (status == cudaErrorNotReady) {
    forget_last_error();
    return false;
  }
  check(status, call);
  return true;
}

void cuda::forget_last_error() noexcept {
  (void)cudaGetLastError();
}

void cuda::select(Device device) {
  throw_noted();
  check(cudaSetDevice(device.index), "cudaSetDevice");
}

void cuda::check_device(Device device) {
  if (device.index < 0 || device.index >= cuda_device_count()) fail_without_device();
}

void cuda::check_cuda_device(Device device) {
  if (!device.is_cuda()) fail("cuda", name_of(device) + " is no CUDA device");
  check_device(device);
}

void cuda::copy_bytes(Device to_device, void* to, Device from_device, const void* from,
                      std::size_t bytes) {
  if (bytes == 0) return;
  select(to_device.is_cuda() ? to_device : from_device);
  // From pinned memory nothing waits: its block is not given out again before the copy has ended.
  // Work of another stream than the default one would not be ordered behind the copy.
  const Stream all_ops(to_device);
  if (to_device.is_cuda() && !from_device.is_cuda() && stream_of_thread(to_device) == all_ops &&
      add_use_of_pinned(from, all_ops)) {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, all_ops.handle()),
          "cudaMemcpyAsync");
    return;
  }
  check(cudaMemcpy(to, from, bytes, kind_of(to_device, from_device)), "cudaMemcpy");
}

}  // namespace tw
