// Words of the case grammar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wright {

enum class TokenKind { word, number, string, mark, newline, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;  // A string without its quotes and escapes.
  int line = 1;

  bool operator==(const Token&) const = default;
};

// Comments are gone; a newline within brackets is none.  Ends with one newline
// and `end`.  Errors are `<file>:<line>: ...`.
Result<std::vector<Token>> tokens_of(std::string_view text, const std::string& file);

// The text with each whole word that `name` is replaced, outside of strings.
[[nodiscard]] std::string replace_word(std::string_view text, std::string_view name,
                                       std::string_view by);

}  // namespace wright
