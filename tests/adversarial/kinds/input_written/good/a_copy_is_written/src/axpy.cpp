#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  std::vector<float> scaled(x.begin(), x.end());
  for (float& value : scaled) value *= a;
  for (std::size_t i = 0; i < scaled.size(); ++i) scaled[i] += y[i];
  return scaled;
}

}  // namespace tiny
