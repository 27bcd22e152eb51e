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

struct Answered {
  std::vector<Execution> runs;  // In the order of the questions, whatever was asked first.
  std::vector<std::chrono::milliseconds> took;
};

// `order` is a permutation of the questions.  Once the host has fallen too often, the rest is not
// asked and says so by a violation.
Result<Answered> answers_of(const StartHost& start, const std::vector<Question>& questions,
                            const std::vector<std::size_t>& order, int calls_before,
                            std::chrono::milliseconds deadline);

struct Difference {
  int line = 0;  // Of the case's file.
  std::string message;
};

// Bit by bit: a NaN of another payload is another answer.
[[nodiscard]] std::optional<Difference> difference(const Question& question, const Execution& was,
                                                   const Execution& is);

}  // namespace wright
