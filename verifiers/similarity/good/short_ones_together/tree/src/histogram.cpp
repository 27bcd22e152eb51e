#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace tw {

std::map<long, int> histogram(const std::vector<double>& xs, long bins) {
  std::map<long, int> counts;
  if (xs.empty()) return counts;
  double first = xs.front();
  double last = first;
  for (double x : xs) {
    first = std::fmin(first, x);
    last = std::fmax(last, x);
  }
  const double scale = last == first ? 0 : bins / (last - first);
  std::for_each(xs.begin(), xs.end(), [&](double x) {
    counts[std::clamp(std::lround(std::trunc((x - first) * scale)), 0L, bins - 1)]++;
  });
  return counts;
}

}  // namespace tw
