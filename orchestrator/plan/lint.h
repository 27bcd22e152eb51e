// The faults that show only when the parts of a spec are held against each
// other.  Each function finds all of its kind.
#pragma once

#include "plan/draft.h"
#include "plan/findings.h"
#include "plan/plan.h"

namespace wright {

// Ids that stand twice, needs that name no task, cycles.
void lint_graph(const Draft& draft, Findings& findings);

// Paths that leave the target or hit the scaffold, and overlaps between tasks
// that may run side by side.
void lint_writes(const Draft& draft, Findings& findings);

// Clauses that no task names, and names of clauses that do not exist.
void lint_clauses(const Draft& draft, Findings& findings);

// Unknown checks, their keys, tolerances without a reason, what checks lack.
void lint_checks(const Draft& draft, const KnownChecks& known, Findings& findings);

// Tasks of kind improve and their templates.
void lint_tuning(const Draft& draft, Findings& findings);

// Directories and case files: names, oracles, clauses that cases name.
void lint_layout(const Draft& draft, Findings& findings);

}  // namespace wright
