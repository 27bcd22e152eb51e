#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  const bool all_zero = std::all_of(x.begin(), x.end(), [](float value) { return value == 0; });
  if (all_zero) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
