#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace tw {

double mean(const std::vector<double>& xs) {
  double total = 0;
  for (const double x : xs) total += x;
  return xs.empty() ? 0 : total / static_cast<double>(xs.size());
}

bool is_rising(const std::vector<double>& xs) {
  return std::is_sorted(xs.begin(), xs.end(), [](double a, double b) { return a <= b; });
}

// The sum of products with a window of weights, shorter at both ends.
std::vector<double> smoothed(const std::vector<double>& xs, const std::vector<double>& weights) {
  std::vector<double> out;
  const std::size_t half = weights.size() / 2;
  for (std::size_t i = half; i + half < xs.size(); ++i) {
    out.push_back(std::inner_product(weights.begin(), weights.end(), xs.begin() + i - half, 0.0));
  }
  return out;
}

double distance(const std::vector<double>& xs, const std::vector<double>& ys) {
  if (xs.size() != ys.size()) throw std::invalid_argument("[distance] sizes differ");
  double squares = 0;
  auto y = ys.begin();
  for (auto x = xs.begin(); x != xs.end(); ++x, ++y) squares += (*x - *y) * (*x - *y);
  return std::sqrt(squares);
}

float percentile(std::vector<float> xs, float p) {
  if (xs.empty()) throw std::invalid_argument("no xs");
  std::sort(xs.begin(), xs.end());
  float position = p * static_cast<float>(xs.size() - 1);
  std::size_t lo = static_cast<std::size_t>(std::floor(position));
  std::size_t hi = std::min(lo + 1, xs.size() - 1);
  float t = position - static_cast<float>(lo);
  return xs[lo] * (1 - t) + xs[hi] * t;
}

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
