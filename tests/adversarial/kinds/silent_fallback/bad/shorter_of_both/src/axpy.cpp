#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  std::vector<float> result(y.begin(), y.end());
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) result[i] += a * x[i];
  return result;
}

}  // namespace tiny
