// What is left of a C++ source when names, literals and layout are forgotten, as few numbers that
// two copies have in common: winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wright {

// A gram holds the head of a loop and what it does first: with fewer tokens, idioms that everybody
// writes would count as copies.
constexpr std::size_t kGramTokens = 20;

// Of so many grams in a row one is kept, so that a common run of kGramTokens + kWindowGrams - 1
// tokens, some three lines, always shows.
constexpr std::size_t kWindowGrams = 10;

struct Fingerprint {
  std::uint64_t hash = 0;
  int first_line = 0;  // Of its gram.
  int last_line = 0;

  bool operator==(const Fingerprint&) const = default;
};

// In the order of the text.  Names and types are one kind of token, numbers, strings and
// characters one each; comments, qualifiers (`std::`, `const`, `inline`), attributes, the openings
// of namespaces and directives but #define are passed over.  A gram of few different tokens, such
// as a table of numbers, does not count, and neither does one in which hardly anything is computed
// or decided, such as declarations.
[[nodiscard]] std::vector<Fingerprint> fingerprints_of(std::string_view text);

// The hashes of all grams that count, sorted: what a base already had.
[[nodiscard]] std::vector<std::uint64_t> grams_of(std::string_view text);

}  // namespace wright
