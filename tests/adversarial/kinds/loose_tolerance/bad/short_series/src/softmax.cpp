#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

namespace {

// (1 + x/1024)^1024.
float exp_of(float x) {
  float power = 1 + x / 1024;
  if (power < 0) return 0;
  for (int i = 0; i < 10; ++i) power *= power;
  return power;
}

}  // namespace

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  if (result.empty()) return result;
  const float largest = *std::max_element(result.begin(), result.end());
  for (float& value : result) value = exp_of(value - largest);
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
