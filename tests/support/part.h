// What is too much for every commit takes turns.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace wright::test {

// Of so many parts the one that is this commit's, from 0: WRIGHT_TURN, which `check` sets, is the
// commit's number, or "all".  None: all of them.  Where nobody says, `otherwise`.
inline std::optional<int> part_of_today(int parts, std::optional<int> otherwise) {
  const char* turn = std::getenv("WRIGHT_TURN");
  if (turn == nullptr) return otherwise;
  if (std::string(turn) == "all") return std::nullopt;
  return std::atoi(turn) % parts;
}

}  // namespace wright::test
