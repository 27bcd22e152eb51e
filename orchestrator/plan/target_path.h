// Paths and globs below the target, as a spec writes them.
#pragma once

#include <string>
#include <string_view>

namespace wright {

// Why a relative '/'-separated path would leave its tree or name something
// that git keeps for itself ("is absolute; ..."), or "".
[[nodiscard]] std::string fault_of_path(std::string_view path);

}  // namespace wright
