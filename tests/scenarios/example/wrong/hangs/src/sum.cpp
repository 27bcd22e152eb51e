#include "tiny/tiny.h"

namespace tiny {

// Never returns for an empty span.
float sum(std::span<const float> x) {
  volatile bool waiting = x.empty();
  while (waiting) {
  }
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
