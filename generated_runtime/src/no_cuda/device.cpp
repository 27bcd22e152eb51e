// Devices in a build without CUDA: there is none.
#include "core/device.h"

#include "core/fail.h"

namespace tw {
namespace {

[[noreturn]] void fail_without_cuda() {
  fail("cuda", "this build has no CUDA");
}

}  // namespace

int cuda_device_count() {
  return 0;
}

namespace cuda {

void check_device(Device) {
  fail_without_cuda();
}

Memory take(Device, std::size_t) {
  fail_without_cuda();
}

void give(void*) noexcept {}

void copy_bytes(Device, void*, Device, const void*, std::size_t) {
  fail_without_cuda();
}

void copy_elements(Device, std::size_t, const Dims&, const Copy&) {
  fail_without_cuda();
}

void fill_elements(Device, std::size_t, void*, std::int64_t, std::uint64_t) {
  fail_without_cuda();
}

}  // namespace cuda
}  // namespace tw
