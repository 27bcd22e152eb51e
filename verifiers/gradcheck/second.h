// One call's second derivatives on the candidate, against second differences of the oracle.
#pragma once

#include "base/result.h"
#include "gradcheck/derivation.h"

namespace wright {

// The host goes backward through a derivative that it recorded (the verb
// `derivative`); nothing of the candidate is in what this is compared with.
// Adds to the findings of `graded`.
Result<void> judge_second(const Grading& grading, const Case& one, const GradientCheck& check,
                          Seat& candidate, Seat& oracle, Graded& graded);

}  // namespace wright
