#pragma once
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace tw::order {

float middle(float a, float b, float c) {
  while (b < a || c < b) {
    if (b < a) std::swap(a, b);
    if (c < b) std::swap(b, c);
  }
  return b;
}

std::vector<std::size_t> histogram(const std::vector<double>& values, std::size_t bins) {
  std::vector<std::size_t> counts(bins, 0);
  if (values.empty() || bins == 0) return counts;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double width = (*high - *low) / static_cast<double>(bins);
  for (const double value : values) {
    std::size_t bin = width > 0 ? static_cast<std::size_t>((value - *low) / width) : 0;
    if (bin >= bins) bin = bins - 1;
    ++counts[bin];
  }
  return counts;
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

}  // namespace tw::order
