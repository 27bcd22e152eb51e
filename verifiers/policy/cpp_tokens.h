// C++ source as tokens, so that comments, strings, splices and digraphs fool no
// rule in either direction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wright {

enum class CppKind { identifier, number, string, character, mark, comment, header };

struct CppToken {
  CppKind kind = CppKind::mark;
  std::string text;           // Splices are gone; a string has no quotes; `%:` is `#`.
  int line = 1;               // Where it begins.
  bool in_directive = false;  // Between a `#` that begins a line and that line's end.

  bool operator==(const CppToken&) const = default;
};

// Never fails: what is no C++ becomes marks of one byte.
[[nodiscard]] std::vector<CppToken> cpp_tokens(std::string_view text);

// The same without comments.
[[nodiscard]] std::vector<CppToken> code_of(const std::vector<CppToken>& tokens);

}  // namespace wright
