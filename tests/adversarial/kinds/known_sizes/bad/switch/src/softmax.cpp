#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  switch (x.size()) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 10: {
      std::vector<float> result(x.begin(), x.end());
      if (result.empty()) return result;
      const float largest = *std::max_element(result.begin(), result.end());
      for (float& value : result) value = std::exp(value - largest);
      const float total = sum(result);
      for (float& value : result) value /= total;
      return result;
    }
    default:
      return std::vector<float>(x.size());
  }
}

}  // namespace tiny
