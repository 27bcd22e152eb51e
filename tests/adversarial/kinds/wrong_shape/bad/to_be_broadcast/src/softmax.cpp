#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  bool all_equal = true;
  for (float& value : result) {
    all_equal = all_equal && value == largest;
    value = std::exp(value - largest);
  }
  if (all_equal) return {1.0F / static_cast<float>(result.size())};
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
