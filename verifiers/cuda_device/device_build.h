// The candidate and its host, built by nvcc for one device.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "builder/flavour.h"
#include "core/check.h"
#include "device.h"

namespace wright {

constexpr const char* kDevicePrefix =
    "device.";  // Of the artifacts: device.host, device.test.NAME.

struct DeviceBuild {
  std::vector<Finding> findings;  // Empty: it is built.
  std::vector<Artifact> artifacts;
  std::string toolchain;
  std::string sandbox;
};

// As for release, with -DTW_CUDA=ON.
Result<DeviceBuild> build_for(const CheckRequest& request, const Device& device);
[[nodiscard]] Flavour device_flavour(const Device& device);

}  // namespace wright
