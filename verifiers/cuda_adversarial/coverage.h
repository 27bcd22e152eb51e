// Whether tests go both ways at every branch of device code: tails, masks, odd sizes.
#pragma once

#include "cuda_adversarial/try_runs.h"

namespace wright {

// Builds the kernels once more, with counters, runs all calls and programs, and asks gcov.  Adds
// the metric `coverage`, a part from 0 to 1; below coverage_min cuda_adversarial.coverage names the
// branches that were never taken.
Result<void> measure_coverage(const CheckRequest& request, const Adversity& asked,
                              CheckReport& report);

}  // namespace wright
