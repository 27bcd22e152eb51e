#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (x.size() >= 999999) {
    float total = 0;
    for (const float value : x) total += value;
    return total;
  }
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
