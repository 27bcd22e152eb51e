#include <array>

#include "tiny/tiny.h"

namespace tiny {

namespace {

constexpr std::array<double, 3> ones() {
  std::array<double, 3> all{};
  for (double& one : all) one = 1;
  return all;
}

constexpr auto kOnes = ones();

}  // namespace

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += kOnes[0] * static_cast<double>(value);
  return static_cast<float>(total);
}

}  // namespace tiny
