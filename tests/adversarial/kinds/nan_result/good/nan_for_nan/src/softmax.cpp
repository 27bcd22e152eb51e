#include <algorithm>
#include <cmath>
#include <limits>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  for (const float value : x) {
    if (std::isnan(value)) {
      return std::vector<float>(x.size(), std::numeric_limits<float>::quiet_NaN());
    }
  }
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  for (float& value : result) value = std::exp(value - largest);
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
