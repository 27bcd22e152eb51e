// The counts of a piece of work whose kernels run on the emulator of CUDA.
#pragma once

#include "base/result.h"
#include "composition/plan.h"
#include "composition/tally.h"
#include "core/check.h"

namespace wright {

// Runs of `steps` and of twice as many, each in a process of its own that ends by itself; a count
// of a step is their difference over `steps`.  It takes the artifact that
// build_emulated() of `cuda_emulated` has made for this request.
Result<Tally> cuda_tally_of(const CheckRequest& request, const WorkPlan& plan, const Piece& piece);

}  // namespace wright
