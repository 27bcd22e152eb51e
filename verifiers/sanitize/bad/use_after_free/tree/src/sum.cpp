#include <numeric>
#include <vector>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  auto* copy = new std::vector<double>(x.begin(), x.end());
  const double* first = copy->data();
  delete copy;
  return static_cast<float>(std::accumulate(first, first + x.size(), 0.0));
}

}  // namespace tiny
