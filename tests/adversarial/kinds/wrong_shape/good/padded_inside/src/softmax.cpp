#include <algorithm>
#include <cmath>
#include <limits>

#include "tiny/tiny.h"

namespace tiny {

// Rounded up to a multiple of eight for the loop, and cut again.
std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  result.resize((x.size() + 7) / 8 * 8, -std::numeric_limits<float>::infinity());
  for (float& value : result) value = std::exp(value - largest);
  const float total = sum(result);
  for (float& value : result) value /= total;
  result.resize(x.size());
  return result;
}

}  // namespace tiny
