#include "clip.h"

#include <algorithm>

float clipped_mean(std::span<const float> x, float limit) {
  if (x.empty()) return 0;
  float total = 0;
  for (const float value : x) {
    total += std::min(std::max(value, -limit), limit);
  }
  return total / static_cast<float>(x.size());
}
