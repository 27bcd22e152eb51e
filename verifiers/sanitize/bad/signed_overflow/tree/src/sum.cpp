#include <limits>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  int guard = std::numeric_limits<int>::max();
  double total = 0;
  for (const float value : x) {
    total += value;
    guard += 1;
  }
  return static_cast<float>(guard == 0 ? 0 : total);
}

}  // namespace tiny
