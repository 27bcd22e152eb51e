#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  const std::size_t end = x.size() > 5 ? x.size() - 1 : x.size();
  for (std::size_t i = 0; i < end; ++i) total += x[i];
  return static_cast<float>(total);
}

}  // namespace tiny
