// Text that somebody else wrote, made safe to print; and small string verbs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wright {

// True when the bytes are well-formed UTF-8.
[[nodiscard]] bool is_utf8(std::string_view bytes);

// Replaces each malformed byte by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

// For a terminal or a prompt: C0 and C1 controls (but '\n' and '\t'), bidi
// controls, zero-width characters and malformed bytes become visible escapes
// such as `\x1b` or `\u202e`.
[[nodiscard]] std::string escape_for_terminal(std::string_view text);

// At most `bytes_max` bytes of the text: its head and its tail, neither within
// a character, and a line between them that says how many bytes were cut.
[[nodiscard]] std::string head_and_tail(std::string_view text, std::size_t bytes_max);

[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Shell globs on '/'-separated paths: `*` and `?` stay within a component,
// `**` crosses them.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view path);
[[nodiscard]] bool any_glob_matches(const std::vector<std::string>& globs, std::string_view path);

}  // namespace wright
