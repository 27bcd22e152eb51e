// How much faster, and how sure that is.
#pragma once

#include <string>
#include <vector>

#include "bench/race.h"

namespace wright {

struct ShapeSpeed {
  double ratio = 0;         // Incumbent's time by the candidate's: the median of the rounds.
  double ratio_10 = 0;      // Of ten rounds one is below it, and one above the next.
  double ratio_90 = 0;
  double candidate_us = 0;  // For a call.
  double incumbent_us = 0;
};

struct Speed {
  double ratio = 0;      // The geometric mean over the shapes.
  double ratio_low = 0;  // Its lower 95% bound.
  std::vector<ShapeSpeed> shapes;
};

// The time of a call is taken twice, and the speed with the lower bound counts:
//
//   slope   (long - short) / (more calls)   fixed costs cancel; but a side whose
//                                           short laps dawdle looks faster
//   whole   (long - fixed) / calls          `fixed` is the incumbent's, so that
//                                           the candidate's short laps do not count
//
// The bound is a bootstrap: the rounds are drawn again with replacement, all
// shapes of a round together because they share its noise, and 5% of the
// geometric means of medians are below the bound.  It asks for no shape of the
// noise, and a few disturbed rounds do not move it.
[[nodiscard]] Speed speed_of(const std::vector<Track>& tracks, const std::string& seed);

}  // namespace wright
