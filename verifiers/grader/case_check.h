// The whole of a check that grades cases on the candidate's host.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/grade.h"

namespace wright {

// This task's id after those of the landed ones.
std::vector<std::string> tasks_of(const CheckRequest& request);

// A Grading of these cases with the artifact `host_name`, and the oracle where a
// case needs it.  An absent host is an Error that names the check `build`.
// Only tests of this task may not vanish; set `tasks` for more.
Result<Grading> grading_of(const CheckRequest& request, std::vector<Case> cases, bool held_out,
                           const std::string& host_name = "host");

// The spec's oracle where one of the cases asks for it; empty: none does, or there is none.
Result<StartHost> oracle_for(const CheckRequest& request, const std::vector<Case>& cases);

// The cases of <spec>/<folder> ("visible", "held_out") of this task and of the
// landed ones.
Result<std::vector<Case>> cases_of(const CheckRequest& request, const std::string& folder);

// Grades as often as the configuration says, and reports.
Result<CheckReport> check_cases(const CheckRequest& request, const Grading& grading);

}  // namespace wright
