// The parts that a spec has from the spec it is `like`.
#pragma once

#include "plan/draft.h"
#include "plan/findings.h"

namespace wright {

// Adds the files below host/, scaffold/ and held_out/oracle/ of the spec `draft.spec.like`, which
// lies beside this one, where this one has none of that path; and so on along that spec's own
// `like`.  What cannot be found is a finding.
void borrow_files(Draft& draft, Findings& findings);

}  // namespace wright
