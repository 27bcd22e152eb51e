// Evidence: an in-toto statement (https://in-toto.io/Statement/v1) about a tree
// that landed.  The subject is the git tree alone; no commit holds its digest.
#pragma once

#include <string>

#include "campaign/hall.h"
#include "campaign/logs.h"
#include "core/verdict.h"

namespace wright {

// Canonical JSON.  The predicate names campaign, task, attempt, patch, nonce,
// spec and held-out digests, and has every check report as it was.
[[nodiscard]] std::string landing_statement(const Hall& hall, const AttemptState& attempt,
                                            const Verdict& verdict);

// What judging the same tree again came to, on whatever machine did it.
[[nodiscard]] std::string verification_statement(const Explanation& landing, const Verdict& verdict,
                                                 const std::string& nonce);

// The predicate types of the two.
extern const char* const kLandingType;
extern const char* const kVerificationType;

}  // namespace wright
