#include <cmath>
#include <set>
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

}  // namespace tw
