#include <array>

#include "tiny/tiny.h"

namespace tiny {

namespace {

// Lanes are added in the order of a tree over eight.
constexpr std::array<std::size_t, 8> kOrder{0, 4, 2, 6, 1, 5, 3, 7};

}  // namespace

float sum(std::span<const float> x) {
  std::array<double, kOrder.size()> lanes{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    lanes[kOrder[i % lanes.size()]] += static_cast<double>(x[i]);
  }
  double total = 0;
  for (const double lane : lanes) total += lane;
  return static_cast<float>(total);
}

}  // namespace tiny
