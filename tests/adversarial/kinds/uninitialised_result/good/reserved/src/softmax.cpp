#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

// The room is made first and filled at once.
std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result;
  result.reserve(x.size());
  if (x.empty()) return result;
  const float largest = *std::max_element(x.begin(), x.end());
  for (const float value : x) result.push_back(std::exp(value - largest));
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
