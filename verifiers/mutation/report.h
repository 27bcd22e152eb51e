// What became of the mutants, as a report.
#pragma once

#include <set>
#include <vector>

#include "core/check.h"
#include "draw.h"
#include "plan.h"
#include "suite.h"

namespace wright {

enum class Fate { untried, refused, equivalent, judged };

struct JudgedMutant {
  Fate fate = Fate::untried;
  std::set<Suite> noticed;  // Of the judged: the suites that went red.
};

struct Tried {
  std::set<Suite> suites;  // Those that there are.
  Drawn drawn;
  std::vector<JudgedMutant> judged;  // In the order of `drawn.mutants`.
};
CheckReport report_of(const std::string& check, const Plan& plan, const Tried& tried);

}  // namespace wright
