#include "tiny/tiny.h"

namespace tiny {

namespace {

struct Partial {
  double even = 0;
  double odd = 0;
};

}  // namespace

float sum(std::span<const float> x) {
  Partial partial;
  for (std::size_t i = 0; i < x.size(); ++i) {
    (i % 2 == 0 ? partial.even : partial.odd) += static_cast<double>(x[i]);
  }
  return static_cast<float>(partial.even + partial.odd);
}

}  // namespace tiny
