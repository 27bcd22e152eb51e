#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
bool is_continuation(char byte);

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
  std::size_t head = bytes_max / 2;
  std::size_t tail = text.size() - bytes_max / 2;
  for (int i = 0; i < 3 && head > 0 && is_continuation(text[head]); ++i) --head;
  for (int i = 0; i < 3 && tail < text.size() && is_continuation(text[tail]); ++i) ++tail;
  return fmt::format("{}\n[... {} bytes cut ...]\n{}", text.substr(0, head), tail - head,
                     text.substr(tail));
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

// After a mismatch the last `*` takes one letter more of its component, or else
// the last `**` one more of anything; older stars cannot do better.
bool glob_matches(std::string_view glob, std::string_view path) {
  struct Star {
    std::size_t rest = std::string_view::npos;  // Of the glob, after the star.
    std::size_t end = 0;                        // Of what it has taken of the path.
  };
  Star within;
  Star across;
  std::size_t g = 0;
  std::size_t p = 0;
  while (g < glob.size() || p < path.size()) {
    const char wanted = g < glob.size() ? glob[g] : '\0';
    if (wanted == '*') {
      const bool crosses = glob.substr(g, 2) == "**";
      g += crosses ? 2 : 1;
      within = crosses ? Star{} : Star{g, p};
      if (crosses) across = {g, p};
    } else if (g < glob.size() && p < path.size() &&
               (wanted == '?' ? path[p] != '/' : wanted == path[p])) {
      ++g;
      ++p;
    } else if (within.rest != std::string_view::npos && within.end < path.size() &&
               path[within.end] != '/') {
      g = within.rest;
      p = ++within.end;
    } else if (across.rest != std::string_view::npos && across.end < path.size()) {
      within = {};
      g = across.rest;
      p = ++across.end;
    } else {
      return false;
    }
  }
  return true;
}

bool any_glob_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_matches(glob, path); });
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

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// C1 controls, and all that Unicode says to draw as nothing: bidirectional
// controls, zero-width characters, fillers, variation selectors, tags.
bool is_hidden(std::uint32_t code) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  static constexpr std::array<Range, 18> kHidden{{{0x80, 0x9F},
                                                  {0xAD, 0xAD},
                                                  {0x34F, 0x34F},
                                                  {0x61C, 0x61C},
                                                  {0x115F, 0x1160},
                                                  {0x17B4, 0x17B5},
                                                  {0x180B, 0x180F},
                                                  {0x200B, 0x200F},
                                                  {0x2028, 0x202E},
                                                  {0x2060, 0x206F},
                                                  {0x3164, 0x3164},
                                                  {0xFE00, 0xFE0F},
                                                  {0xFEFF, 0xFEFF},
                                                  {0xFFA0, 0xFFA0},
                                                  {0xFFF0, 0xFFFB},
                                                  {0x1BCA0, 0x1BCA3},
                                                  {0x1D173, 0x1D17A},
                                                  {0xE0000, 0xE0FFF}}};
  return std::any_of(kHidden.begin(), kHidden.end(),
                     [&](const Range& range) { return code >= range.first && code <= range.last; });
}

}  // namespace
}  // namespace wright
