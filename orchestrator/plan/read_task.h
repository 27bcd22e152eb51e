// tasks/NNN-slug.md: one task a file.
#pragma once

#include "plan/draft.h"
#include "plan/findings.h"

namespace wright {

// Appends the tasks of the draft's snapshot, by file name.
void read_tasks(Draft& draft, Findings& findings);

}  // namespace wright
