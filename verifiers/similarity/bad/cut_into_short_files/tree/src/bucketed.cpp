#include <algorithm>
#include <vector>

namespace tw {

std::vector<std::size_t> bucketed(std::vector<float>& xs, std::size_t n) {
  std::vector<std::size_t> tally(n, 0);
  if (xs.empty() || n == 0) return tally;
  auto [first, last] = std::minmax_element(xs.begin(), xs.end());
  float step = (*last - *first) / static_cast<float>(n);
  for (float x : xs) {
    std::size_t slot = step > 0 ? static_cast<std::size_t>((x - *first) / step) : 0;
    if (slot >= n) slot = n - 1;
    ++tally[slot];
  }
  return tally;
}

}  // namespace tw
