// Base64 as in RFC 4648, with padding and without line ends.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

[[nodiscard]] std::string base64(std::string_view bytes);

// Takes the one spelling that `base64` gives; anything else is an Error.
Result<std::string> from_base64(std::string_view text);

}  // namespace wright
