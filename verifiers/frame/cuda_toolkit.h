// NVIDIA's compiler and headers, where they are installed.
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

constexpr const char* kCudaHeadersInside = "/cuda/include";  // In the sandbox, read-only.

// The folder of cuda_runtime.h: `include` of the same places, with or without nvcc, then
// /usr/include.
[[nodiscard]] std::optional<std::filesystem::path> find_cuda_headers();

// "13000".  Errors (unsupported): cuda.h does not say.
Result<std::string> cuda_headers_version(const std::filesystem::path& headers);

}  // namespace wright
