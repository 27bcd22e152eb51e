#include "base/text.h"

#include <fmt/format.h>

#include <cstdint>

namespace wright {
namespace {

constexpr std::uint32_t kMalformed = 0xFFFFFFFF;

// The code point at `at` and its length; kMalformed and 1 when there is none.
struct CodePoint {
  std::uint32_t value = kMalformed;
  std::size_t size = 1;
};
CodePoint decode(std::string_view bytes, std::size_t at);
bool is_hidden(std::uint32_t code);

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint code = decode(bytes, at);
    if (code.value == kMalformed) return false;
    at += code.size;
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint code = decode(bytes, at);
    text += code.value == kMalformed ? "\xEF\xBF\xBD" : std::string(bytes.substr(at, code.size));
    at += code.size;
  }
  return text;
}

std::string escape_for_terminal(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint code = decode(text, at);
    if (code.value == kMalformed) {
      safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
    } else if (code.value < 0x20 ? code.value != '\n' && code.value != '\t' : code.value == 0x7F) {
      safe += fmt::format("\\x{:02x}", code.value);
    } else if (is_hidden(code.value)) {
      safe += fmt::format("\\u{:04x}", code.value);
    } else {
      safe += text.substr(at, code.size);
    }
    at += code.size;
  }
  return safe;
}

std::string head_and_tail(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  const std::size_t half = bytes_max / 2;
  return fmt::format("{}\n[... {} bytes cut ...]\n{}", text.substr(0, half), text.size() - 2 * half,
                     text.substr(text.size() - half));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

bool glob_matches(std::string_view glob, std::string_view path) {
  if (glob.empty()) return path.empty();
  if (glob[0] == '*') {
    const bool crosses = glob.size() > 1 && glob[1] == '*';
    const std::string_view rest = glob.substr(crosses ? 2 : 1);
    for (std::size_t taken = 0; taken <= path.size(); ++taken) {
      if (glob_matches(rest, path.substr(taken))) return true;
      if (taken < path.size() && path[taken] == '/' && !crosses) return false;
    }
    return false;
  }
  if (path.empty()) return false;
  const bool same = glob[0] == '?' ? path[0] != '/' : glob[0] == path[0];
  return same && glob_matches(glob.substr(1), path.substr(1));
}

namespace {

CodePoint decode(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + size > bytes.size()) return {};
  std::uint32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  const bool is_overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (is_overlong || is_surrogate || value > 0x10FFFF) return {};
  return {value, size};
}

// C1 controls, bidirectional controls, zero-width characters, tags.
bool is_hidden(std::uint32_t code) {
  return (code >= 0x80 && code <= 0x9F) || code == 0xAD || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xE0000 && code <= 0xE007F);
}

}  // namespace
}  // namespace wright
