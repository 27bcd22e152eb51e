#include "core/device.h"

#include <string>

#include "core/current_device.h"

namespace tw {

constinit thread_local Device device_of_thread;
constinit std::atomic<bool> devices_in_use{false};

std::string name_of(Device device) {
  return device.is_cuda() ? "cuda:" + std::to_string(device.index) : "cpu";
}

Device current_device() noexcept {
  return device_of_thread;
}

DeviceGuard::DeviceGuard(Device device) : before_(device_of_thread) {
  if (device == before_) return;
  if (device.is_cuda()) {
    cuda::check_device(device);
    devices_in_use.store(true, std::memory_order_relaxed);
  }
  device_of_thread = device;
}

DeviceGuard::~DeviceGuard() {
  device_of_thread = before_;
}

}  // namespace tw
