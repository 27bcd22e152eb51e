#include "tiny/tiny.h"

namespace tiny {

// Right for short spans; a running float total drifts on long ones.
float sum(std::span<const float> x) {
  float total = 0;
  for (const float value : x) total += value;
  return total;
}

}  // namespace tiny
