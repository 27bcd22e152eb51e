// A program on a host, and what came of it.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "grader/host.h"
#include "grader/program.h"

namespace wright {

struct Execution {
  std::vector<Reply> answers;            // For each AskStep.
  std::map<std::size_t, Reply> refused;  // By statement: the first Threw or Unsupported.
  std::optional<Violation> violation;    // Then nothing after it was asked.
  int line = 0;                          // Of the last step.
};

// `bytes_max` is for each answer.  A step that needs a register which a refused
// call should have filled is not asked; its answer is that refusal.
Result<Execution> execute(Host& host, const Program& program,
                          const std::vector<std::size_t>& bytes_max);

// The most bytes that an answer may have, given what it is compared with.
[[nodiscard]] std::vector<std::size_t> reply_bounds(const Program& program,
                                                    const std::vector<Reply>& oracle_answers);

}  // namespace wright
