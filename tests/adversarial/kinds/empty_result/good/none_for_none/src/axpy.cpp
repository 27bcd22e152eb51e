#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  if (x.empty()) return {};
  std::vector<float> result(y.begin(), y.end());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += a * x[i];
  return result;
}

}  // namespace tiny
