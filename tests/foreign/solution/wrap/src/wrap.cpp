#include <algorithm>
#include <stdexcept>

#include "text/text.h"

namespace text {

std::string wrap(std::string_view words, int width) {
  if (width < 1)
    throw std::invalid_argument("[wrap] width " + std::to_string(width) + " is below 1");
  std::string result;
  std::size_t used = 0;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t from = words.find_first_not_of(" \n", at);
    if (from == std::string_view::npos) break;
    at = std::min(words.find_first_of(" \n", from), words.size());
    const std::size_t length = at - from;
    const bool fits = used + 1 + length <= static_cast<std::size_t>(width);
    if (!result.empty()) result += fits ? ' ' : '\n';
    used = !result.empty() && fits ? used + 1 + length : length;
    result += words.substr(from, length);
  }
  return result;
}

int lines(std::string_view words, int width) {
  const std::string wrapped = wrap(words, width);
  if (wrapped.empty()) return 0;
  return static_cast<int>(std::count(wrapped.begin(), wrapped.end(), '\n')) + 1;
}

}  // namespace text
