// What compilers, linkers and CMake said, as findings with file and line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"

namespace wright {

constexpr std::size_t kDiagnosticsMax = 40;

// Errors only, each once.  A path below /src is given below the target; others
// stay in the message.  Nothing recognised: one finding with the head and tail.
[[nodiscard]] std::vector<Finding> diagnostics_of(std::string_view output, const std::string& rule);

// A finding about `path`, escaped.
[[nodiscard]] Finding located(const std::string& rule, std::string_view path, int line,
                              std::string_view message);

}  // namespace wright
