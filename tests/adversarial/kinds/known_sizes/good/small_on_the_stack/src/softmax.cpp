#include <algorithm>
#include <array>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::array<float, 16> few{};
  std::vector<float> many(x.size() > few.size() ? x.size() : 0);
  float* work = many.empty() ? few.data() : many.data();
  if (x.empty()) return {};
  const float largest = *std::max_element(x.begin(), x.end());
  for (std::size_t i = 0; i < x.size(); ++i) work[i] = std::exp(x[i] - largest);
  const float total = sum({work, x.size()});
  for (std::size_t i = 0; i < x.size(); ++i) work[i] /= total;
  return {work, work + x.size()};
}

}  // namespace tiny
