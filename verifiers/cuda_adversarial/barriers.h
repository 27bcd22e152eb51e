// Barriers that are left out, one a run: a test must see that.
#pragma once

#include "cuda_adversarial/try_runs.h"

namespace wright {

// Adds cuda_adversarial.barrier for each whose absence nothing shows, and the metrics `barriers`
// and `barriers_seen`.
Result<void> try_without_barriers(const Field& field, CheckReport& report);

}  // namespace wright
