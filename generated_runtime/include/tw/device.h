// Where tensors live and ops run: the CPU, or a CUDA device.
//
// In a build without CUDA (src/no_cuda) there is the CPU alone: cuda_device_count() is 0, and what
// needs a device throws "[cuda] this build has no CUDA".
#pragma once

#include <cstdint>
#include <string>

namespace tw {

struct Device {
  enum class Kind : std::uint8_t { cpu, cuda };

  Kind kind = Kind::cpu;
  std::int8_t index = 0;  // Of the CUDA device; 0 for the CPU.

  [[nodiscard]] bool is_cuda() const noexcept { return kind == Kind::cuda; }
  bool operator==(const Device&) const = default;
};

// "cpu" or "cuda:0".
[[nodiscard]] std::string name_of(Device device);

// How many CUDA devices there are; 0 without CUDA, without a driver and without a device.
[[nodiscard]] int cuda_device_count();

// Where this thread makes new tensors; the CPU at first.
[[nodiscard]] Device current_device() noexcept;

// Makes `device` the current one of this thread until the scope ends.  Throws what [R1.5] of the
// spec says where there is no such device.
class DeviceGuard {
 public:
  explicit DeviceGuard(Device device);
  DeviceGuard(const DeviceGuard&) = delete;
  DeviceGuard& operator=(const DeviceGuard&) = delete;
  ~DeviceGuard();

 private:
  Device before_;
};

// Who multiplies matrices on CUDA, for the whole process; the library's own kernels at first.
enum class MatmulBackend { own, cublas };
[[nodiscard]] MatmulBackend matmul_backend() noexcept;
// Throws "[set_matmul_backend] built without cuBLAS".
void set_matmul_backend(MatmulBackend backend);

}  // namespace tw
