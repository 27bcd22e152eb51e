#include "core/random_dropout.h"

#include <cmath>
#include <span>

#include "core/random.h"

namespace tw {

std::uint32_t dropout_threshold(double p) noexcept {
  return static_cast<std::uint32_t>(std::ceil(p * 0x1p24));  // The product is exact.
}

double dropout_divisor(double p) noexcept {
  return p < 1 ? 1 - p : 1;  // With p = 1 nothing is kept.
}

void dropout_mask(bool* out, std::int64_t count, RandomState start, double p) noexcept {
  const std::uint32_t threshold = dropout_threshold(p);
  auto left = static_cast<std::uint64_t>(count);
  WordReader reader(start, left);
  while (left > 0) {
    const std::span<const std::uint32_t> words = reader.read(left);
    for (const std::uint32_t word : words) *out++ = word >> 8 >= threshold;
    left -= words.size();
  }
}

}  // namespace tw
