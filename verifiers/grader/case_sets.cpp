#include "grader/case_sets.h"

#include <utility>

#include "grader/case_check.h"

namespace wright {

Result<std::vector<CaseSet>> case_sets(const CheckRequest& request, const Sweep& sweep,
                                       bool and_cases) {
  std::vector<CaseSet> sets{{sweep.cases, sweep.repeat, true, false}};
  if (!and_cases) return sets;
  for (const bool held_out : {false, true}) {
    std::vector<Case> cases = TRY(cases_of(request, held_out ? "held_out" : "visible"));
    if (!cases.empty()) sets.push_back({std::move(cases), 1, held_out, held_out});
  }
  return sets;
}

}  // namespace wright
