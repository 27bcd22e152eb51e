// What is too much for every commit takes turns: a third each.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace wright::test {

// The third that is this commit's, 0 to 2, as `check` has it in WRIGHT_CORPUS_THIRD; none: all.
// Where nobody says, `otherwise`.
inline std::optional<int> third_of_today(std::optional<int> otherwise) {
  const char* third = std::getenv("WRIGHT_CORPUS_THIRD");
  if (third == nullptr) return otherwise;
  if (std::string(third) == "all") return std::nullopt;
  return std::atoi(third) % 3;
}

}  // namespace wright::test
