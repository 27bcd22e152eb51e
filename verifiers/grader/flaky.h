// Cases that pass one time and fail another.
#pragma once

#include "base/result.h"
#include "core/check.h"
#include "grader/grade.h"

namespace wright {

// How often a check runs its tests: `repeat` of its configuration, from 1 to 100, 1 when absent.
Result<int> repeats_of(const CheckRequest& request);

// Grades so often, with the same data.  A case of both outcomes has failed, and a finding
// `<check>.flaky` says how often; what it failed by stands beside it.
Result<Grades> grade_repeatedly(const Grading& grading, int repeats);

}  // namespace wright
