#include "device_build.h"

#include <fmt/format.h>

#include "builder/build_tree.h"
#include "frame/cuda_toolkit.h"

namespace wright {

Flavour device_flavour(const Device& device) {
  Flavour flavour{"device", "g++", "Release", "", false};
  flavour.mounts = {toolkit_mount(device.toolkit)};
  const std::string toolkit = kToolkitInside;
  flavour.definitions = {"TW_CUDA=ON", "CMAKE_CUDA_COMPILER=" + toolkit + "/bin/nvcc",
                         "CUDAToolkit_ROOT=" + toolkit, "CMAKE_CUDA_FLAGS=-lineinfo",
                         fmt::format("CMAKE_CUDA_ARCHITECTURES={}", device.architecture)};
  flavour.made_with = device.toolchain;
  return flavour;
}

Result<DeviceBuild> build_for(const CheckRequest& request, const Device& device) {
  const BuiltTree built = TRY(build_tree(request, device_flavour(device)));
  DeviceBuild build;
  build.toolchain = fmt::format("{}; {}", built.toolchain, device.toolchain);
  build.sandbox = built.sandbox;
  build.findings = built.findings;
  if (!build.findings.empty()) return build;
  Published published = TRY(publish_programs(request, built, kDevicePrefix));
  build.artifacts = std::move(published.artifacts);
  build.findings = std::move(published.findings);
  return build;
}

}  // namespace wright
