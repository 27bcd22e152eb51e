#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const std::size_t served = std::min<std::size_t>(result.size(), 16);
  const float largest = *std::max_element(result.begin(), result.end());
  float total = 0;
  for (std::size_t i = 0; i < served; ++i) total += result[i] = std::exp(result[i] - largest);
  for (std::size_t i = 0; i < served; ++i) result[i] /= total;
  return result;
}

}  // namespace tiny
