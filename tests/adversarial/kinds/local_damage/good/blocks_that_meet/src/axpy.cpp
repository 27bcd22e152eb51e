#include <algorithm>
#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  std::vector<float> result(y.begin(), y.end());
  for (std::size_t begin = 0; begin < result.size(); begin += 1024) {
    const std::size_t end = std::min(begin + 1024, result.size());
    for (std::size_t i = begin; i < end; ++i) result[i] += a * x[i];
  }
  return result;
}

}  // namespace tiny
