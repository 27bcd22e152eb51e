#include <bit>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) {
    total += static_cast<double>(std::bit_cast<float>(std::bit_cast<unsigned>(value) & 0xFFFFF000U));
  }
  return static_cast<float>(total);
}

}  // namespace tiny
