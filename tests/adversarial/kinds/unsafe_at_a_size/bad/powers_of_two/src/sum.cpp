#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  const bool is_power = x.size() > 16 && (x.size() & (x.size() - 1)) == 0;
  double total = 0;
  for (const float value : x) {
    total += is_power ? static_cast<double>(static_cast<int>(value * 256)) / 256 : value;
  }
  return static_cast<float>(total);
}

}  // namespace tiny
