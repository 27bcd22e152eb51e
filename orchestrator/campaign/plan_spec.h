// `spec plan`: a planner turns a goal into a spec directory, which must pass the lint.
//
//   goal --prompt--> planner --files--> scratch --lint--> the directory
//                       ^                          \--faults--> asked again, kRoundsMax times in
//                       all
//
// Nothing is run, and nothing that exists is written over.  Each try is reserved and settled
// in a ledger of its own; what was said and spent is kept in the transcript.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/call_model.h"
#include "campaign/hall.h"

namespace wright {

constexpr int kPlanRoundsMax = 4;  // The first, and three with what the lint found.

struct PlanRequest {
  std::string goal;
  std::filesystem::path directory;   // Of the spec, which is named after it; not there yet.
  std::filesystem::path transcript;  // Not there yet either.
  ModelPort port;
  BudgetSet limits;  // Dollars and tokens of all calls together.
};

struct Planned {
  std::vector<std::string> faults;  // Of the last round; empty: the spec is there.
  int rounds = 0;
  Spending spent;
};

// An Error is the world's, the budget's or the caller's; the transcript then ends there.
Result<Planned> plan_spec(const PlanRequest& request, const Tools& tools, Clock& clock);

}  // namespace wright
