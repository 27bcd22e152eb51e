// Which cases are asked.
#pragma once

#include <string>
#include <vector>

#include "answers.h"

namespace wright {

// Cases of this task first, then of those that landed, as the seed draws them: at most `cases_max`.
// Their data is fixed by the seed.
Result<std::vector<Question>> questions_of(const CheckRequest& request, const Plan& plan);

}  // namespace wright
