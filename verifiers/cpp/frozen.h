// Which tokens of a source a change of its behaviour must leave alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cpp/cpp_tokens.h"

namespace wright {

struct PlainCode {
  std::vector<CppToken> tokens;  // Neither comments nor directives; `<=`, `&&`, `+=` are one mark.
  std::vector<bool> frozen;      // For each: part of a declaration's form, not of what it computes.

  [[nodiscard]] bool is_mark(std::size_t at, std::string_view text) const;
  [[nodiscard]] bool is_word(std::size_t at, std::string_view text) const;
  // Where the bracket that opens at `open` closes; the number of tokens when it does not.
  [[nodiscard]] std::size_t closing_bracket(std::size_t open) const;
};

// Frozen are template parameters and arguments, attributes, static_assert,
// alignas, noexcept(...), decltype(...), the names of operators, and the `*`
// and `&&` of types.  What `<` means is guessed; a wrong guess costs a change
// that does not compile, or one that is not made.
[[nodiscard]] PlainCode plain_code(std::string_view text);

}  // namespace wright
