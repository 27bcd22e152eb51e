#include <algorithm>
#include <array>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

namespace {

// exp(-k) for the whole part; what is left is below one.
constexpr std::array<float, 4> kPowers{1.0F, 0.36787944F, 0.13533528F, 0.049787068F};

float exp_of(float x) {
  if (x > -4 && x <= 0) {
    const int whole = static_cast<int>(-x);
    return kPowers[static_cast<std::size_t>(whole)] * std::exp(x + static_cast<float>(whole));
  }
  return std::exp(x);
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
