// Kernels of the reductions: many strided floats into fewer.
#pragma once

#include <cstdint>

#include "tw/shape.h"

namespace tw::cpu {

// The element at index i of `from` goes into the result at the sum of i[d] * to_strides[d].
struct Reduction {
  const float* from;
  Dims sizes;  // One of them may be 0.
  Dims strides;
  float* to;             // Overlaps nothing of `from`.
  std::int64_t results;  // At `to`, at least 1.
  Dims to_strides;       // Row-major over the dims that are kept, and 0 in those that are reduced.
};

// Totals are in double.
void sum(const Reduction& reduction);
void mean(const Reduction& reduction);  // NaN for no elements.
// NaN when one is NaN.
void amax(const Reduction& reduction);
void amin(const Reduction& reduction);

}  // namespace tw::cpu
