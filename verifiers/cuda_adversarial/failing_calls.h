// Calls of the runtime API that fail, one a run: whoever makes them must notice, and nothing else
// may break.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cuda_adversarial/try_runs.h"

namespace wright {

// In which calls fail.
constexpr const char* kFailingTier = "plain";

// A program, "host" or a test program, and how many calls it makes when nothing fails: by its own
// word, of all its processes together.
struct Called {
  std::string program;
  std::uint64_t calls = 0;
};

// Adds cuda_adversarial.swallowed, .wrong, .crashed, .after_failure and the metric `failures`.  A
// failed allocation may be made good by another one, and a failed release kept silent; all else
// must come out.
Result<void> try_failing_calls(const Field& field, const std::vector<Called>& programs,
                               CheckReport& report);

// What is wrong with what a run with a failing call found; empty: nothing, or the run made no such
// call.  `where` names program and call.
[[nodiscard]] std::vector<Finding> faults_of_failure(const std::vector<Finding>& found,
                                                     const std::string& where);

}  // namespace wright
