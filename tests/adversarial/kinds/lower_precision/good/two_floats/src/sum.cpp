#include <cmath>
#include <numeric>

#include "tiny/tiny.h"

namespace tiny {

// Kahan and Neumaier: the rounding of each addition is kept apart.
float sum(std::span<const float> x) {
  float total = 0;
  float lost = 0;
  for (const float value : x) {
    const float next = total + value;
    if (!std::isfinite(next)) return std::accumulate(x.begin(), x.end(), 0.0F);
    lost += std::abs(total) >= std::abs(value) ? (total - next) + value : (value - next) + total;
    total = next;
  }
  return total + lost;
}

}  // namespace tiny
