// `bench`: what the harness itself costs, measured here and now beside the
// numbers to beat.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "judge/judge.h"

namespace wright {

struct Measurement {
  std::string name;
  double median = 0;
  double least = 0;
  double most = 0;
  double limit = 0;  // The number to beat.
  std::string unit;  // "ms", or "x": times what `how` names.
  std::string how;

  [[nodiscard]] bool holds() const { return median <= limit; }
};

// Works below a temporary directory; takes a few seconds.
Result<std::vector<Measurement>> measure_harness(const Tools& tools);

// Builds a sample library; takes a few minutes and says how far it is.
using OnMeasuring = std::function<void(const std::string& step)>;
Result<std::vector<Measurement>> measure_first_answer(const Tools& tools,
                                                      const OnMeasuring& on_measuring);

}  // namespace wright
