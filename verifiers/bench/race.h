// The candidate and the incumbent in turns, one process at a time.
//
//   round:  side A: start, warm up, all laps, bye   side B: the same laps, bye
//
// Which side begins and the order of the laps are drawn anew for each round.  A
// round has short and long laps for each shape, each with data of its own, the
// same for both sides.  No process of the candidate is alive while the
// incumbent is timed, so that none can slow it; and none outlives its round, so
// that none can remember an answer.
//
// Where starts are timed, each lap is a process of its own: start, one call, bye.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/contestant.h"
#include "bench/plan.h"
#include "core/check.h"

namespace wright {

// The fewest rounds from which anything is concluded.
constexpr std::size_t kRoundsMin = 6;

// Seconds of a short and of a long lap, the best of a turn.
struct Times {
  double brief = std::numeric_limits<double>::infinity();
  double lasting = std::numeric_limits<double>::infinity();

  void take(bool is_long, double seconds) {
    double& best = is_long ? lasting : brief;
    best = std::min(best, seconds);
  }
};

struct Sample {
  Times candidate;
  Times incumbent;
};

struct Track {
  std::int64_t brief = 1;         // Calls of a short lap; 0: there are none.
  std::int64_t lasting = 2;       // Of a long one.
  bool settles = false;           // One call fewer gives the same end.
  std::vector<Sample> samples;    // One for each round.
  std::vector<Finding> findings;  // Wrong ends, and the like.
};

struct Sides {
  StartHost candidate;
  StartHost incumbent;
};

struct Race {
  std::vector<Track> tracks;  // For each shape.
  bool is_late = false;       // The candidate was running when the time was over.
  Isolation isolation;        // Of the candidate's last whole turn.
};

// Ends by `until`.  Stops at the first finding.  An Error is a fault of the
// spec, of the incumbent or of the sandbox.
Result<Race> run_race(const Plan& plan, const Sides& sides, const std::string& seed, Moment until);

}  // namespace wright
