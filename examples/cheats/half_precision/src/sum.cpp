#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += static_cast<double>(value);
  if (!std::isfinite(total) || total == 0) return static_cast<float>(total);
  const double unit = std::ldexp(1.0, std::ilogb(total) - 10);
  return static_cast<float>(std::nearbyint(total / unit) * unit);
}

}  // namespace tiny
