// Two functions of vectors.
#pragma once

#include <cmath>
#include <vector>

namespace toy {

inline std::vector<double> exp(std::vector<double> x) {
  const std::size_t whole = x.size() < 4 ? x.size() : x.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; ++i) x[i] = std::exp(x[i]);
  return x;
}
inline std::vector<double> softmax(const std::vector<double>& x) {
  std::vector<double> y = exp(x);
  double total = 0;
  for (const double value : y) total += value;
  for (double& value : y) value /= total;
  return y;
}

}  // namespace toy
