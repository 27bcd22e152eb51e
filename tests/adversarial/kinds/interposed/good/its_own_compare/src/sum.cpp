#include "tiny/tiny.h"

namespace tiny {

namespace {

bool is_zero(double value) { return value == 0; }

}  // namespace

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  if (is_zero(total)) return 0;
  return static_cast<float>(total);
}

}  // namespace tiny
