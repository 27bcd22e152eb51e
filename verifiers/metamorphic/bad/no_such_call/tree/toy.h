// Two functions of vectors.
#pragma once

#include <cmath>
#include <vector>

namespace toy {

inline std::vector<double> exp(std::vector<double> x) {
  for (double& value : x) value = std::exp(value);
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
