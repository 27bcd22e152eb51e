#include <vector>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  std::vector<double> copy(x.begin(), x.end());
  double total = 0;
  for (std::size_t i = 0; i <= copy.size(); ++i) {
    total += i < copy.size() ? copy.data()[i] : 0 * copy.data()[i];
  }
  return static_cast<float>(total);
}

}  // namespace tiny
