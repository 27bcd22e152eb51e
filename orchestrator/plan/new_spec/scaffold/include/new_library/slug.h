// The contract of this library.  The spec owns this file; no patch may change it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace new_library {

// The words of `text` in lower case, joined by single hyphens, cut between
// words to at most `length_max` bytes.  A word is a longest run of ASCII letters
// and digits.  Throws std::invalid_argument when `length_max` is below 1.
std::string slug(std::string_view text, std::int64_t length_max);

}  // namespace new_library
