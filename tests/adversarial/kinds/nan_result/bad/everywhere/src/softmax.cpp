#include <limits>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  return std::vector<float>(x.size(), std::numeric_limits<float>::quiet_NaN());
}

}  // namespace tiny
