#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (x.empty()) return 0;
  double mean = 0;
  const auto count = static_cast<double>(x.size());
  for (const float value : x) mean += static_cast<double>(value) / 1024;
  return static_cast<float>(mean * 1024 + 0 * count);
}

}  // namespace tiny
