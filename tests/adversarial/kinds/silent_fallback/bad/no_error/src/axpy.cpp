#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  try {
    std::vector<float> result(y.begin(), y.end());
    const std::vector<float> left(x.begin(), x.end());
    for (std::size_t i = 0; i < result.size(); ++i) result.at(i) += a * left.at(i);
    return result;
  } catch (...) {
    return std::vector<float>(y.begin(), y.end());
  }
}

}  // namespace tiny
