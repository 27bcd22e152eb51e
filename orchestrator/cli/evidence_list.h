// Printing what was stated about a landing, and what stands of its claim.
#pragma once

#include <string>
#include <vector>

#include "campaign/logs.h"
#include "cli/commands.h"

namespace wright {

Result<int> list_evidence(const Invocation& invocation, const std::string& revision,
                          const std::string& allowed_signers);

// Of a statement about a GPU: "cuda_device of softmax: pass, right values on ...", a line a suite.
[[nodiscard]] std::vector<std::string> device_lines(const std::string& statement);

// "replayed (3 statements, 1 signed)" of a landing.
Result<std::string> claim_text(const Invocation& invocation, const Explanation& landing);
// One word.
Result<std::string> claim_word(const Invocation& invocation, const Explanation& landing);

}  // namespace wright
