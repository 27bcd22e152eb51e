// All that a check asks of a host, in sets that are graded one after the other.
#pragma once

#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/cases.h"
#include "grader/sweep.h"

namespace wright {

struct CaseSet {
  std::vector<Case> cases;
  int rounds = 1;
  bool held_out = false;      // For the findings about values.
  bool hides_faults = false;  // A fault tells where, yet also with what data.
};

// The calls of `sweep`; with `and_cases` the visible cases of this task and of the landed ones,
// then the held-out ones.  Sets without a case are left out.
Result<std::vector<CaseSet>> case_sets(const CheckRequest& request, const Sweep& sweep,
                                       bool and_cases);

}  // namespace wright
