#include "tiny/tiny.h"

namespace tiny {

namespace {

double total_of(std::span<const float> x) {
  if (x.size() == 1) return x.front();
  const std::size_t half = x.size() / 2;
  return total_of(x.first(half)) + total_of(x.subspan(half));
}

}  // namespace

float sum(std::span<const float> x) {
  return x.empty() ? 0 : static_cast<float>(total_of(x));
}

}  // namespace tiny
