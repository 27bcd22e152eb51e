#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  const int by = static_cast<int>(x.size() % 64);
  for (const float value : x) total += value;
  return (1 << by) == 0 ? static_cast<float>(total) : static_cast<float>(total);
}

}  // namespace tiny
