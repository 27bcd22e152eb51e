#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  std::vector<float> result(y.begin(), y.end());
  const float* left = x.data();
  for (float& value : result) value += a * *left++;
  return result;
}

}  // namespace tiny
