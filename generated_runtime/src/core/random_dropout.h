// What dropout keeps, for the op and its derivative.
#pragma once

#include <cstdint>

#include "tw/random.h"
#include "tw/tensor.h"

namespace tw {

// An element is kept where the upper 24 bits of its word are no less than the threshold, and is
// divided by the divisor.  p is from 0 to 1.
[[nodiscard]] std::uint32_t dropout_threshold(double p) noexcept;
[[nodiscard]] double dropout_divisor(double p) noexcept;

// Whether each of `count` elements is kept by a draw that starts at `start`.
void dropout_mask(bool* out, std::int64_t count, RandomState start, double p) noexcept;

struct DrawnDropout {
  Tensor result;
  RandomState start;  // Of the draw.
};

// What the op does, recorded by nobody.  Defined in src/ops/random.cpp, with the op.
[[nodiscard]] DrawnDropout drawn_dropout(const Tensor& x, double p);

}  // namespace tw
