// From a token of a source to the statement, the block and the function around it.
#pragma once

#include <optional>
#include <string>

#include "cpp/frozen.h"

namespace wright::adversarial {

struct Span {  // Tokens, the last one too.
  std::size_t first = 0;
  std::size_t last = 0;
};

[[nodiscard]] bool is_opening(const PlainCode& code, std::size_t at);
[[nodiscard]] bool is_closing(const PlainCode& code, std::size_t at);

// The bracket that closes at `close` opens there; 0 when there is none.
[[nodiscard]] std::size_t opening(const PlainCode& code, std::size_t close);

// The statement that this token is of, with its end; of an `if` only what it leads to.
[[nodiscard]] Span statement_around(const PlainCode& code, std::size_t at);

// The brace that opens the block around the token; none outside of all.
[[nodiscard]] std::optional<std::size_t> block_around(const PlainCode& code, std::size_t at);

// The function, or the lambda with a name, whose body the token is in.
struct Function {
  std::string name;
  Span body;  // With its braces.
};
[[nodiscard]] std::optional<Function> function_around(const PlainCode& code, std::size_t at);

// True where `at` is the name of a function that is called there, not declared.
[[nodiscard]] bool is_call(const PlainCode& code, std::size_t at);

}  // namespace wright::adversarial
