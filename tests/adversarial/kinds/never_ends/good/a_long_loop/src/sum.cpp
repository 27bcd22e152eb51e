#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  volatile int spins = 0;
  while (spins < 1000) spins = spins + 1;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
