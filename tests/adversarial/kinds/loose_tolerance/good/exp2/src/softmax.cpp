#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  constexpr double kLog2E = 1.4426950408889634;
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  for (float& value : result) {
    value = static_cast<float>(std::exp2(kLog2E * (static_cast<double>(value) - largest)));
  }
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
