// Copyright (c) the authors of the library.
// Redistribution and use in source and binary forms, with or without
// modification, are permitted provided that this notice is kept.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace other {

// A value between two neighbours in proportion to the rest.
double quantile(std::vector<double> values, double share) {
  if (values.empty()) throw std::invalid_argument("no values");
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const std::size_t below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double rest = at - static_cast<double>(below);
  return values[below] * (1 - rest) + values[above] * rest;
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

double median_of_three(double a, double b, double c) {
  while (b < a || c < b) {
    if (b < a) std::swap(a, b);
    if (c < b) std::swap(b, c);
  }
  return b;
}

}  // namespace other
