// Printing what was stated about a landing, and what stands of its claim.
#pragma once

#include <string>

#include "campaign/logs.h"
#include "cli/commands.h"

namespace wright {

Result<int> list_evidence(const Invocation& invocation, const std::string& revision,
                          const std::string& allowed_signers);

// "replayed (3 statements, 1 signed)" of a landing.
Result<std::string> claim_text(const Invocation& invocation, const Explanation& landing);
// One word.
Result<std::string> claim_word(const Invocation& invocation, const Explanation& landing);

}  // namespace wright
