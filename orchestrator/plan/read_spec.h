// spec.md: names, defaults and the prose with its clauses.
#pragma once

#include "plan/draft.h"
#include "plan/findings.h"

namespace wright {

// Fills everything of `draft` that spec.md says, from the snapshot in it.
void read_spec(Draft& draft, Findings& findings);

}  // namespace wright
