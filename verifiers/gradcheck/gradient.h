// One call's gradients on the candidate, against differences of the oracle.
#pragma once

#include <string>

#include "base/result.h"
#include "grader/grade.h"
#include "grader/seat.h"

namespace wright {

struct GradientCheck {
  Tolerance tolerance;
  std::string key;  // Of the data.
  int elements_max = 32;
};

// The findings for one case, `<check>/<task>/<call>`.
Result<Graded> judge_gradients(const Grading& grading, const Case& one, const GradientCheck& check,
                               Seat& candidate, Seat& oracle);

}  // namespace wright
