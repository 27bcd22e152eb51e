#include "io/json.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "core/fail.h"

namespace tw::io {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::string_view name_of(JsonKind kind) noexcept {
  switch (kind) {
    case JsonKind::null: return "null";
    case JsonKind::boolean: return "true or false";
    case JsonKind::number: return "a number";
    case JsonKind::text: return "a text";
    case JsonKind::list: return "a list";
    default: return "an object";
  }
}

}  // namespace

void JsonReader::fail_at(std::size_t at, std::string_view what) const {
  std::string message = "header: ";
  message += what;
  message += " at byte ";
  message += std::to_string(at);
  fail(kOp, message);
}

void JsonReader::skip_space() noexcept {
  at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size());
}

bool JsonReader::take(char c) noexcept {
  if (at_ == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

JsonKind JsonReader::kind() {
  skip_space();
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  switch (c) {
    case 'n': return JsonKind::null;
    case 't':
    case 'f': return JsonKind::boolean;
    case '"': return JsonKind::text;
    case '[': return JsonKind::list;
    case '{': return JsonKind::object;
    default: break;
  }
  if (c != '-' && !is_digit(c)) fail_at(at_, "a value expected");
  return JsonKind::number;
}

void JsonReader::require(JsonKind wanted) {
  if (kind() == wanted) return;
  std::string what(name_of(wanted));
  what += " expected";
  fail_at(at_, what);
}

void JsonReader::open(JsonKind wanted) {
  require(wanted);
  if (depth_ == kDepthMax) fail_at(at_, "more than 64 lists and objects in each other");
  ++depth_;
  ++at_;
}

bool JsonReader::closes(char bracket) {
  skip_space();
  if (!take(bracket)) return false;
  --depth_;
  return true;
}

bool JsonReader::goes_on(char bracket) {
  if (closes(bracket)) return false;
  if (!take(',')) {
    std::string what = "a comma or ";
    what += bracket;
    what += " expected";
    fail_at(at_, what);
  }
  return true;
}

char32_t JsonReader::hex() {
  unsigned code = 0;
  const std::string_view four = text_.substr(at_, 4);
  const char* const last = four.data() + four.size();
  const auto [end, error] = std::from_chars(four.data(), last, code, 16);
  if (four.size() != 4 || error != std::errc{} || end != last)
    fail_at(at_, "four hexadecimal digits expected");
  at_ += 4;
  return code;
}

char32_t JsonReader::escaped() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t backslash = at_ - 1;
  const std::size_t letter = at_ < text_.size() ? kLetters.find(text_[at_]) : kLetters.npos;
  if (letter != kLetters.npos) {
    ++at_;
    return static_cast<char32_t>(kMeanings[letter]);
  }
  if (!take('u')) fail_at(backslash, "an unknown escape");
  const char32_t first = hex();
  if (first < 0xD800 || first > 0xDFFF) return first;
  if (first < 0xDC00 && take('\\') && take('u')) {
    const char32_t second = hex();
    if (second >= 0xDC00 && second <= 0xDFFF)
      return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }
  fail_at(backslash, "half of a surrogate pair");
}

std::string JsonReader::text() {
  require(JsonKind::text);
  ++at_;
  std::string out;
  while (!take('"')) {
    if (at_ == text_.size()) fail_at(at_, "the end of a text expected");
    if (take('\\')) {
      append_character(out, escaped());
      continue;
    }
    if (static_cast<unsigned char>(text_[at_]) < 0x20)
      fail_at(at_, "a control character without an escape");
    const std::size_t count = character_bytes(text_.substr(at_));
    if (count == 0) fail_at(at_, "no UTF-8");
    out += text_.substr(at_, count);
    at_ += count;
  }
  return out;
}

void JsonReader::digits() {
  const std::size_t start = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  if (at_ == start) fail_at(at_, "a digit expected");
}

std::string_view JsonReader::number() {
  require(JsonKind::number);
  const std::size_t start = at_;
  (void)take('-');
  if (!take('0')) digits();
  if (take('.')) digits();
  if (take('e') || take('E')) {
    if (!take('+')) (void)take('-');
    digits();
  }
  return text_.substr(start, at_ - start);
}

std::uint64_t JsonReader::whole() {
  const std::string_view written = number();
  const char* const last = written.data() + written.size();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(written.data(), last, value);
  if (error != std::errc{} || end != last || value > kWholeMax)
    fail_at(at_ - written.size(), "a whole number from 0 to 2^53 expected");
  return value;
}

void JsonReader::word(std::string_view wanted) {
  if (!text_.substr(at_).starts_with(wanted)) fail_at(at_, "a value expected");
  at_ += wanted.size();
}

void JsonReader::skip() {
  switch (kind()) {
    case JsonKind::null: return word("null");
    case JsonKind::boolean: return word(text_[at_] == 't' ? "true" : "false");
    case JsonKind::number: (void)number(); return;
    case JsonKind::text: (void)text(); return;
    case JsonKind::list: return list([this] { skip(); });
    case JsonKind::object: return object([this](const std::string&) { skip(); });
  }
}

void JsonReader::end() {
  skip_space();
  if (at_ != text_.size()) fail_at(at_, "the end expected");
}

}  // namespace tw::io
