#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  int unused = 3;
  float total = 0;
  for (float value : x) total += value;
  return total;
}

}  // namespace tiny
