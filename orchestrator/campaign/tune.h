// `--agent tuner`: searches the tunables of landed `improve` tasks, on a
// campaign of its own that starts at the tip of the one it improves on.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

struct TuneRequest {
  std::int64_t seconds_max = 90;  // For all of it, the full judging included.
  const std::atomic<bool>* stop = nullptr;
};

struct TuneReport {
  TaskId task;
  int combinations = 0;
  int tried = 0;
  int landed = 0;
  double best_ratio = 0;  // Of the screened ones; 0: none was measured.
  std::string best;       // Its values.
};

// `hall` is open on the tuner's campaign.  The first improve task with tunables
// is searched; without one the report is empty.
Result<TuneReport> tune(Hall& hall, const TuneRequest& request);

}  // namespace wright
