#pragma once
#define RANKS \
float percentile(std::vector<float> xs, float p) { \
  if (xs.empty()) throw std::invalid_argument("no xs"); \
  std::sort(xs.begin(), xs.end()); \
  float position = p * static_cast<float>(xs.size() - 1); \
  std::size_t lo = static_cast<std::size_t>(std::floor(position)); \
  std::size_t hi = std::min(lo + 1, xs.size() - 1); \
  float t = position - static_cast<float>(lo); \
  return xs[lo] * (1 - t) + xs[hi] * t; \
} \
std::vector<std::size_t> bucketed(std::vector<float>& xs, std::size_t n) { \
  std::vector<std::size_t> tally(n, 0); \
  if (xs.empty() || n == 0) return tally; \
  auto [first, last] = std::minmax_element(xs.begin(), xs.end()); \
  float step = (*last - *first) / static_cast<float>(n); \
  for (float x : xs) { \
    std::size_t slot = step > 0 ? static_cast<std::size_t>((x - *first) / step) : 0; \
    if (slot >= n) slot = n - 1; \
    ++tally[slot]; \
  } \
  return tally; \
} \

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace tw {
RANKS
}  // namespace tw
