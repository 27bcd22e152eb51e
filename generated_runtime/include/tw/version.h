#pragma once

#include <string_view>

namespace tw {

// "0.1.0".
[[nodiscard]] std::string_view version();

}  // namespace tw
