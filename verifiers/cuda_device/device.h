// The GPU of this machine, as device.cu of share/cuda_device finds it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/check.h"

namespace wright {

struct Device {
  std::string name;          // "NVIDIA H100 80GB HBM3".
  int architecture = 0;      // 90.
  int driver = 0;            // The newest CUDA that the driver takes: 13000.
  int runtime = 0;           // Of the toolkit.
  double copy_gb_per_s = 0;  // Measured, by events.
  std::filesystem::path toolkit;
  std::string toolchain;  // "nvcc 13.0, V13.0.88; NVIDIA H100 80GB HBM3, driver 13000".
};

// Errors (unsupported) are the first of these that holds: no nvcc, no node of a device below
// `devices`, a driver or device that device.cu cannot use.
Result<Device> find_device(const CheckRequest& request, const std::string& devices = "/dev");

// What device.cu printed.  Errors (unsupported): the reason that it gives, or that it is none of
// its lines.
Result<Device> read_device(std::string_view line);

}  // namespace wright
