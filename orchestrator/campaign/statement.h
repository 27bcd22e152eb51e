// Evidence: an in-toto statement (https://in-toto.io/Statement/v1) about a tree
// that landed.  The subject is the git tree alone; no commit holds its digest.
#pragma once

#include <string>

#include "campaign/hall.h"
#include "campaign/logs.h"
#include "core/verdict.h"

namespace wright {

// Canonical JSON, a pure function of what the log holds before the line `landed`.
// The predicate names campaign, task, attempt, patch, nonce, spec and held-out
// digests and those of landing_digests.h, and has every check report as it was.
Result<std::string> landing_statement(const Hall& hall, const AttemptState& attempt,
                                      const Verdict& verdict);

// What judging the same tree again came to, on whatever machine did it.
[[nodiscard]] std::string verification_statement(const Explanation& landing, const Verdict& verdict,
                                                 const std::string& nonce);

// What a campaign came to: its last commit, and the head and count of its log, so that who signs
// this has signed the whole log.  A function of the log.
[[nodiscard]] std::string closing_statement(const CampaignState& state, const TreeId& tree);

// Somebody withdraws a landing.
[[nodiscard]] std::string retraction_statement(const Explanation& landing, const std::string& why);

// The predicate types; the second one is of landings before the digests of landing_digests.h.
extern const char* const kLandingType;
extern const char* const kFirstLandingType;
extern const char* const kVerificationType;
extern const char* const kClosingType;
extern const char* const kRetractionType;

}  // namespace wright
