// How many calls a lap needs to be seen.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "bench/chain.h"
#include "bench/contestant.h"
#include "bench/plan.h"

namespace wright {

struct Lengths {
  std::int64_t brief = 1;
  std::int64_t lasting = 2;
  bool settles = false;  // One call fewer than `lasting` gives the same end.
};

// For each shape, from the incumbent's speed alone: nothing that the candidate
// does can choose them.
Result<std::vector<Lengths>> find_lengths(const Plan& plan, std::vector<Source>& sources,
                                          const StartHost& incumbent, Moment until);

}  // namespace wright
