// `bench`: what the harness itself costs, measured here and now beside the
// numbers to beat.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "judge/judge.h"

namespace wright {

struct Measurement {
  std::string name;
  double median_ms = 0;
  double least_ms = 0;
  double most_ms = 0;
  double limit_ms = 0;  // The number to beat.
  std::string how;

  [[nodiscard]] bool holds() const { return median_ms <= limit_ms; }
};

// Works below a temporary directory; takes a few seconds.
Result<std::vector<Measurement>> measure_harness(const Tools& tools);

}  // namespace wright
