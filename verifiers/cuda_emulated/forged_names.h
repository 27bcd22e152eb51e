// Words by which a candidate would speak to the emulator that it runs on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/check.h"

namespace wright {

// Findings (cuda_emulated.forged) in all C++ and kernel files of the tree but the scaffold's.
Result<std::vector<Finding>> find_forged_names(const CheckRequest& request);

// In one file's text.
[[nodiscard]] std::vector<Finding> forged_names_in(const std::string& path, std::string_view text);

}  // namespace wright
