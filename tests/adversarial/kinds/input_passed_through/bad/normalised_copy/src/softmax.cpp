#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.begin(), x.end());
  const float total = sum(result);
  for (float& value : result) value = total == 0 ? value : value / total;
  return result;
}

}  // namespace tiny
