// `tuning:` of a task of kind improve: a generated file, its template and what
// a search may vary in it.
#pragma once

#include "plan/draft.h"
#include "plan/fields.h"

namespace wright {

void read_tuning(TaskDraft& draft, Fields& fields, Findings& findings);

}  // namespace wright
