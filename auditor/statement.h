// The in-toto statement of a landing, computed again.
#pragma once

#include "auditor/story.h"

namespace auditor {

inline const std::string kTypes = "https://tensorwright.dev/attestation/";

// The recorded statement must be the one that follows from the log, byte for byte.
void audit_statement(const Log& log, const Story& story, const Attempt& attempt, Report& report);

// What a statement about the end of a campaign says of it.
json closing_statement(const Story& story, const std::string& tree);

}  // namespace auditor
