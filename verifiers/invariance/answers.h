// Cases on a host, and where two runs of them differ.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/execute.h"
#include "settings.h"

namespace wright {

struct Question {
  Case one;
  bool held_out = false;
  Program program;
  std::vector<Program> before;  // The same calls with other data.
};

// How they are asked.
struct Asking {
  std::vector<std::size_t> order;  // A permutation of the questions.
  int calls_before = 0;
  std::chrono::milliseconds deadline{60000};     // Of one reply.
  std::vector<std::vector<std::size_t>> bounds;  // Bytes of each reply; empty: 64 MiB each.
};

struct AnswerSet {
  std::vector<Execution> runs;  // In the order of the questions, whatever was asked first.
  std::vector<std::chrono::milliseconds> took;
  Isolation isolation;
};

constexpr std::size_t kRepliesBytesMax = std::size_t{256} << 20U;

// Once the host has fallen too often, the rest is not asked and says so by a violation; once the
// replies have kRepliesBytesMax bytes together, the rest is not asked.
Result<AnswerSet> answers_of(const StartHost& start, const std::vector<Question>& questions,
                             const Asking& asking);

// How long the replies of a run are.
[[nodiscard]] std::vector<std::size_t> bytes_of(const Execution& run);

struct Difference {
  int line = 0;  // Of the case's file.
  std::string message;
};

// Bit by bit: a NaN of another payload is another answer.
[[nodiscard]] std::optional<Difference> difference(const Question& question, const Execution& was,
                                                   const Execution& is);

}  // namespace wright
