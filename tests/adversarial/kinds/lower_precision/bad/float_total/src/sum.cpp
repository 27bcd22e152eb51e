#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  float total = 0;
  for (const float value : x) total += value;
  return total;
}

}  // namespace tiny
