#include "campaign/measure_times.h"

#include <algorithm>
#include <chrono>

namespace wright {

Result<std::vector<double>> times_of(const std::function<Result<void>()>& step, int rounds) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto began = std::chrono::steady_clock::now();
    TRY(step());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    times.push_back(took.count());
  }
  return times;
}

Measurement summed_up(const std::string& name, std::vector<double> times, double limit,
                      const std::string& how) {
  std::sort(times.begin(), times.end());
  return Measurement{name, times[times.size() / 2], times.front(), times.back(), limit, "ms", how};
}

}  // namespace wright
