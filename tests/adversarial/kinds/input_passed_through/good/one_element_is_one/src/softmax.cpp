#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  for (float& value : result) value = std::exp(value - largest);
  if (result.size() == 1) return result;
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
