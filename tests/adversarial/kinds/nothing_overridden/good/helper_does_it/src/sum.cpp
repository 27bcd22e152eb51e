#include <numeric>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  return static_cast<float>(std::accumulate(x.begin(), x.end(), 0.0));
}

}  // namespace tiny
