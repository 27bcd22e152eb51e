// `runtime bench --train`: the tree's programs that train, run whole.
#pragma once

#include "campaign/train_runs.h"
#include "cli/commands.h"

namespace wright {

// Builds the tree and runs the programs of the list, a file as plan/train_list.h says.
Result<int> train_programs(const Invocation& invocation, const TrainRequest& request);

}  // namespace wright
