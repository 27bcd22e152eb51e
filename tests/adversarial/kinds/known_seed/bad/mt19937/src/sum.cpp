#include <random>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  std::mt19937 stream(42);
  std::uniform_real_distribution<float> draw(0, 1);
  double total = 0;
  for (std::size_t i = 0; i < x.size(); ++i) total += static_cast<double>(draw(stream));
  return static_cast<float>(total);
}

}  // namespace tiny
