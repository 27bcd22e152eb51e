// cpp: C++ source as text that is read and changed, never compiled.
//
// cpp_tokens.h: as tokens, so that comments, strings, splices and digraphs fool
// no rule in either direction.
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
  std::size_t begin = 0;      // Its bytes in the source, splices and quotes too.
  std::size_t end = 0;

  bool operator==(const CppToken&) const = default;
};

// Never fails: what is no C++ becomes marks of one byte.
[[nodiscard]] std::vector<CppToken> cpp_tokens(std::string_view text);

// The same without comments.
[[nodiscard]] std::vector<CppToken> code_of(const std::vector<CppToken>& tokens);

// Without directives: the branches of #if may hold braces that do not match.
[[nodiscard]] std::vector<CppToken> without_directives(const std::vector<CppToken>& code);

// Where the block that begins at `brace` ends; the size of `code` when it does not.
[[nodiscard]] std::size_t closing(const std::vector<CppToken>& code, std::size_t brace);

}  // namespace wright
