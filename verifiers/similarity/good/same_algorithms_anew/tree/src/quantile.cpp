#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace tw {

// Walks down from the largest until the share is passed; ends are exact.
double quantile(const std::vector<double>& xs, double share) {
  std::multiset<double> ranked(xs.begin(), xs.end());
  if (ranked.empty()) throw std::invalid_argument("[quantile] of nothing");
  double left = share * (ranked.size() - 1.0);
  auto here = ranked.begin();
  for (; left >= 1; left -= 1) ++here;
  const double floor = *here;
  return left == 0 ? floor : std::lerp(floor, *std::next(here), left);
}

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

double median_of_three(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

}  // namespace tw
