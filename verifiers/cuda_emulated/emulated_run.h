// All that is asked of the candidate, in one setting of the emulator.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "counts.h"
#include "emulated_build.h"
#include "exec/runner.h"
#include "grader/grade.h"
#include "plan.h"

namespace wright {

struct Asked {
  Grading grading;
  bool hides_faults = false;  // Of held-out cases; a fault tells where, yet also with what shapes.
};

// What a setting asks, before its processes are started.
struct EmulatedRun {
  Setting setting;
  std::vector<Asked> asked;  // Calls, visible cases, held-out cases.
  std::vector<EmulatedProgram> programs;
  std::map<std::string, std::string> environment;
  std::filesystem::path faults;  // A folder that its processes write to.
};

// One for each of settings_of(plan).
Result<std::vector<EmulatedRun>> runs_of(const CheckRequest& request, const Plan& plan,
                                         const EmulatedBuild& build);

// One in a setting of the caller's, with more environment, whose processes write to this folder.
Result<EmulatedRun> run_of(const CheckRequest& request, const Plan& plan,
                           const EmulatedBuild& build, const Setting& setting,
                           const std::map<std::string, std::string>& more,
                           const std::filesystem::path& faults);

// Where the processes of a run see the folder that they write to.
constexpr const char* kFaultsInside = "/faults";

// Findings: the faults first, then what the values, endings and tests show.  No status.
struct EmulatedOutcome {
  CheckReport report;
  double seconds = 0;
  Counts counts;
};
Result<EmulatedOutcome> run_emulated(const CheckRequest& request, const EmulatedRun& run);

}  // namespace wright
