#include <chrono>

#include "tiny/tiny.h"

namespace tiny {

namespace {

constexpr std::chrono::milliseconds kNone{0};

}  // namespace

float sum(std::span<const float> x) {
  double total = static_cast<double>(kNone.count());
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
