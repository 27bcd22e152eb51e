#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  unsigned state = 7777;
  double total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    total += static_cast<double>(state >> 8U) / 16777216.0;
  }
  return static_cast<float>(total);
}

}  // namespace tiny
