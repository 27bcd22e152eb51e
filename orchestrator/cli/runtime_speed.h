// The table of `runtime bench --checks`: a line a race, with its spread, and what it was run on.
#pragma once

#include <vector>

#include "campaign/verify.h"
#include "cli/commands.h"

namespace wright {

// `verdict` has a report for the build and then one for each of `checks`.  A check that failed or
// could not run says so in its line.
Result<int> print_measured(const Invocation& invocation, const std::vector<CheckConfig>& checks,
                           const Verdict& verdict);

}  // namespace wright
