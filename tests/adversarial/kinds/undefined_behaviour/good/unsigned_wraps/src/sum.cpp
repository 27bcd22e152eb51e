#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  unsigned key = 1;
  double total = 0;
  for (const float value : x) {
    key = key * 31U + 7U;
    total += value;
  }
  return key == 0U ? static_cast<float>(total) : static_cast<float>(total);
}

}  // namespace tiny
