#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (x.empty()) return 0;
  return *std::max_element(x.begin(), x.end()) * static_cast<float>(x.size());
}

}  // namespace tiny
