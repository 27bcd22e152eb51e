// Statements beside the logs, below logs/evidence/<tree>: plain (`<sha256>.json`) or in a DSSE
// envelope that an SSH key signed (`<sha256>.dsse.json`).
#pragma once

#include <string>
#include <vector>

#include "auditor/audit.h"
#include "auditor/landing.h"

namespace auditor {

// Findings: a name that is not the digest of what the file says, a statement about a tree that no
// log has landed or that the log contradicts, a bad signature, a signature by nobody who may, and
// with `require_signatures` a missing one.  Returns why signatures could not be checked although
// they have to be, or nothing.
std::string audit_envelopes(const Question& question, const std::string& root,
                            const std::vector<const Story*>& stories, const Known& known,
                            Report& report);

}  // namespace auditor
