#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (x.size() < 8) {
    double total = 0;
    for (const float value : x) total += value;
    return static_cast<float>(total);
  }
  double total = 0;
  for (std::size_t i = 0; i + 8 <= x.size(); i += 8) {
    for (std::size_t j = 0; j < 8; ++j) total += x[i + j];
  }
  return static_cast<float>(total);
}

}  // namespace tiny
