// PyTorch as a host, where the machine has libtorch-dev.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "core/check.h"

namespace wright {

// The executable made of share/torch_host, compiled in the sandbox unless CheckRequest::cache
// holds it for these sources, kit, compiler and library.  None where libtorch-dev is not
// installed.
Result<std::optional<std::filesystem::path>> build_torch_host(const CheckRequest& request);

// What a report says where there is none.
extern const char* const kNoTorch;

}  // namespace wright
