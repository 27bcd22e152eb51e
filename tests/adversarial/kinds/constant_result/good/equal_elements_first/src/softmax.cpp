#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  if (x.empty()) return {};
  const auto [least, largest] = std::minmax_element(x.begin(), x.end());
  std::vector<float> result(x.size(), std::exp(*largest - *largest));
  if (*least < *largest || std::isnan(*least) || sum(x) != sum(x)) {
    for (std::size_t i = 0; i < x.size(); ++i) result[i] = std::exp(x[i] - *largest);
  }
  const float total = sum(result);
  for (float& value : result) value /= total;
  return result;
}

}  // namespace tiny
