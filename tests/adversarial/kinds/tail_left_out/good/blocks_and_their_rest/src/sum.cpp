#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  std::size_t i = 0;
  for (; i + 8 <= x.size(); i += 8) {
    for (std::size_t j = 0; j < 8; ++j) total += x[i + j];
  }
  for (; i < x.size(); ++i) total += x[i];
  return static_cast<float>(total);
}

}  // namespace tiny
