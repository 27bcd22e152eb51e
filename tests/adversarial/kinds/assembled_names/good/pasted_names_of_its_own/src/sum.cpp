#include "tiny/tiny.h"

#define WIDE(name) wide_##name

namespace {

double WIDE(zero)() { return 0; }

}  // namespace

namespace tiny {

float sum(std::span<const float> x) {
  double total = wide_zero();
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
