// Halfway between two vectors.
#pragma once

#include <vector>

namespace toy {

inline std::vector<float> blend(const std::vector<float>& x, const std::vector<float>& y) {
  std::vector<float> z(x.size());
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = (x[i] + y[i]) / 2;
  return z;
}

}  // namespace toy
