// NVIDIA's compiler, where it is installed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

constexpr const char* kToolkitInside = "/cuda";  // In the sandbox, read-only.

// The directory that holds bin/nvcc: CUDA_HOME, /usr/local/cuda, then the programs of PATH.
[[nodiscard]] std::optional<std::filesystem::path> find_toolkit();

[[nodiscard]] Mount toolkit_mount(const std::filesystem::path& toolkit);

// "nvcc 13.0, V13.0.88".  Errors (unsupported): it does not run in the sandbox.
Result<std::string> toolkit_version(const CheckRequest& request,
                                    const std::filesystem::path& toolkit);

}  // namespace wright
