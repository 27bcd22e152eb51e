#include "grader/reply_words.h"

#include <charconv>
#include <limits>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kItemsMax = 8192;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<std::int64_t> int_of(std::string_view word) {
  std::int64_t value = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, value);
  if (word.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<double> float_of(std::string_view word) {
  const bool is_negative = !word.empty() && word.front() == '-';
  if (is_negative) word.remove_prefix(1);
  double value = 0;
  if (word == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (word == "inf") {
    value = std::numeric_limits<double>::infinity();
  } else {
    if (word.substr(0, 2) != "0x" || word.size() < 3 || word[2] == '-') return std::nullopt;
    const char* end = word.data() + word.size();
    const auto read = std::from_chars(word.data() + 2, end, value, std::chars_format::hex);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  }
  return is_negative ? -value : value;
}

std::optional<std::string> bytes_of_hex(std::string_view word) {
  std::string bytes;
  if (word == "-") return bytes;
  if (word.empty() || word.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < word.size(); i += 2) {
    const int high = digit_of(word[i]);
    const int low = digit_of(word[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::optional<Sizes> ints_of(std::string_view word, char separator) {
  Sizes values;
  if (word == "-") return values;
  for (const std::string& part : split(word, separator)) {
    const std::optional<std::int64_t> value = int_of(part);
    if (!value || values.size() == kItemsMax) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<std::vector<double>> floats_of(std::string_view word) {
  std::vector<double> values;
  if (word == "-") return values;
  for (const std::string& part : split(word, ',')) {
    const std::optional<double> value = float_of(part);
    if (!value || values.size() == kItemsMax) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

}  // namespace wright
