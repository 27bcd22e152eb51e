// Evidence: an in-toto statement (https://in-toto.io/Statement/v1) about a tree
// that landed.  The subject is the git tree alone; no commit holds its digest.
#pragma once

#include <string>

#include "campaign/hall.h"
#include "core/verdict.h"

namespace wright {

// Canonical JSON.  The predicate names campaign, task, attempt, patch, nonce,
// spec and held-out digests, and has every check report as it was.
[[nodiscard]] std::string landing_statement(const Hall& hall, const AttemptState& attempt,
                                            const Verdict& verdict);

}  // namespace wright
