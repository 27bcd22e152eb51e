// `bench tiers`: what judging a landing costs beside its build and its tests.
#pragma once

#include <string>
#include <vector>

#include "campaign/gate.h"

namespace wright {

struct CheckCost {
  std::string check;
  double wall_s = 0;
  double cpu_s = 0;  // Of the check and of all that it started.
};

struct TierCosts {
  Verdict verdict;
  std::vector<CheckCost> checks;  // In the order in which they ran.

  // CPU seconds of all other checks for one of `build` and `tests`; `mutation` and `bench`, which
  // take as long as they are allowed to, count for nothing.  0 without a build.
  [[nodiscard]] double ratio() const;
  [[nodiscard]] double build_and_tests_s() const;
};

constexpr double kTierRatioMax = 3;

// Judges as the gate does, every tier, with everything built from nothing and no verdict
// reused.  Of work that does not pass, the costs say nothing.  An Error (usage) when the task has
// nothing to compare with.
Result<TierCosts> measure_tiers(Repo& repo, GateRequest request, const Tools& tools,
                                const OnReport& on_report);

}  // namespace wright
