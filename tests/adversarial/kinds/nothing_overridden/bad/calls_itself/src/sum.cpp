#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  const std::span<const float> same = x;
  return same.size() == static_cast<std::size_t>(-1) ? 0 : sum(same);
}

}  // namespace tiny
