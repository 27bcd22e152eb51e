#include <array>

#include "tiny/tiny.h"

namespace tiny {

namespace {

// What never changes may be kept.
constexpr std::array<double, 2> kSigns{1.0, 1.0};

}  // namespace

float sum(std::span<const float> x) {
  static const std::array<double, 2> kWeights = kSigns;
  double total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) total += kWeights[i % 2] * static_cast<double>(x[i]);
  return static_cast<float>(total);
}

}  // namespace tiny
