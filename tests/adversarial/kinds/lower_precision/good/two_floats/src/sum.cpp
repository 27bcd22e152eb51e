#include <cmath>
#include <numeric>

#include "tiny/tiny.h"

namespace tiny {

// Kahan: what an addition rounds off is taken from the next element.
float sum(std::span<const float> x) {
  float total = 0;
  float over = 0;
  for (const float value : x) {
    const float rest = value - over;
    const float next = total + rest;
    if (!std::isfinite(next)) return std::accumulate(x.begin(), x.end(), 0.0F);
    over = (next - total) - rest;
    total = next;
  }
  return total;
}

}  // namespace tiny
