// Which tasks, checks and cases stand behind each clause of a spec.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/spec.h"

namespace wright {

struct ClauseCoverage {
  Clause clause;
  std::vector<TaskId> tasks;        // That name it, in the spec's order.
  std::vector<std::string> checks;  // Of these tasks; sorted.
  int visible_cases = 0;            // That name it.
  int held_out_cases = 0;
};

// Reads the case files of `spec.directory`.  One row a clause, in its order.
Result<std::vector<ClauseCoverage>> coverage_of(const Spec& spec);

}  // namespace wright
