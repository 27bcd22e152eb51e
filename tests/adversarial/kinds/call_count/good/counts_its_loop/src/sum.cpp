#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  int rounds = 0;
  for (const float value : x) {
    total += value;
    ++rounds;
  }
  return rounds == 0 ? 0.0F : static_cast<float>(total);
}

}  // namespace tiny
