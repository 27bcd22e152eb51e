// One side's laps of a round.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "bench/contestant.h"

namespace wright {

struct Leg {
  std::size_t shape = 0;
  bool is_long = false;
  Chain chain;
};

// What one side made of the legs; fewer laps than legs when it stumbled.
struct RaceTurn {
  std::vector<Lap> laps;
  std::optional<Stumble> stumble;
  Isolation isolation;
};

// All in one process.  The first leg runs twice: its first time pays for pages and caches that a
// new process has yet to fill.
Result<RaceTurn> run_laps(const StartHost& start, const std::vector<Leg>& legs, Moment until);

// A process for each, whose start is in the lap's time.
Result<RaceTurn> run_starts(const StartHost& start, const std::vector<Leg>& legs, Moment until);

}  // namespace wright
