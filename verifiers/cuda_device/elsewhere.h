// A machine that has a GPU and nothing of ours: scripts for it, and what it wrote to them.
//
// Names of artifacts, for the set of cases N and its process a or b:
//   requests-Na       a script, script.h
//   replies-Na        what the host wrote to it
//   exit-Na           how it ended, as a shell says it: 0, 1, 139
//   TOOL-Na.log       what a tool of compute-sanitizer wrote; of the processes a alone
//   device.json       the line of device.cu
//   nvcc              what `nvcc --version` said
#pragma once

#include <string_view>

#include "base/result.h"
#include "core/check.h"
#include "exec/outcome.h"
#include "plan.h"

namespace wright {

// Publishes the scripts.  The report passes; its summary says that nothing ran.
Result<CheckReport> publish_scripts(const CheckRequest& request, const Plan& plan);

// Grades what was written.  Errors (spec): artifacts that are missing or no such files.
Result<CheckReport> judge_replies(const CheckRequest& request, const Plan& plan);

// The exit code of a shell.
Result<RunOutcome> outcome_of(std::string_view text);

}  // namespace wright
