// One call's gradients on the candidate, against differences of the oracle.
#pragma once

#include "base/result.h"
#include "gradcheck/derivation.h"

namespace wright {

// The findings for one case, `<check>/<task>/<call>`.
Result<Graded> judge_gradients(const Grading& grading, const Case& one, const GradientCheck& check,
                               Seat& candidate, Seat& oracle);

}  // namespace wright
