#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

namespace {

double few(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return total;
}

double many(std::span<const float> x) {
  double total = 0;
  for (std::size_t begin = 0; begin < x.size(); begin += 512) {
    total += few(x.subspan(begin, std::min<std::size_t>(512, x.size() - begin)));
  }
  return total;
}

}  // namespace

float sum(std::span<const float> x) { return static_cast<float>(x.size() > 512 ? many(x) : few(x)); }

}  // namespace tiny
