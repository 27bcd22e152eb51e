#include "tiny/tiny.h"

namespace tiny {

// See https://en.wikipedia.org/wiki/Pairwise_summation for another way.
float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
