// What GPUs elsewhere made of trees: logs/gpu/<tree>/.
#pragma once

#include <string>

#include "auditor/git.h"
#include "auditor/report.h"

namespace auditor {

// Each file has the digest of its name, each statement is about the tree of its folder and names a
// result that lies beside it.  The values in a result are not graded again: that takes the oracle.
void audit_devices(const Git& git, Report& report);

}  // namespace auditor
