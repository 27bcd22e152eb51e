#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  for (float& value : result) value = std::exp(std::min(value, 88.0F));
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
