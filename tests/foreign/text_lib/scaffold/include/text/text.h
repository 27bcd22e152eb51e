// Text for web pages and terminals.
#pragma once

#include <string>
#include <string_view>

namespace text {

// "Hello, World!" becomes "hello-world".
[[nodiscard]] std::string slug(std::string_view title);

// The words in lines of at most `width` characters; longer words stand alone.
// Throws std::invalid_argument for a width below 1.
[[nodiscard]] std::string wrap(std::string_view words, int width);

// How many lines wrap makes.
[[nodiscard]] int lines(std::string_view words, int width);

}  // namespace text
