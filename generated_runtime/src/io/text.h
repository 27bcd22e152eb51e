// Text in UTF-8: checks, escapes and what messages show of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tw::io {

inline constexpr std::string_view kOp = "safetensors";

// The bytes of the character that the text begins with, or 0 if it begins with none.
[[nodiscard]] std::size_t character_bytes(std::string_view text) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// `code` is at most 0x10FFFF and no surrogate.
void append_character(std::string& text, char32_t code);

// One line: what ends lines or controls a terminal is escaped as JSON does it, and a backslash is
// put before each of `marks`.  A byte that is no UTF-8 becomes \xff.
[[nodiscard]] std::string one_line(std::string_view text, std::string_view marks = "");

// With quotes around it; this is JSON for what is UTF-8.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace tw::io
