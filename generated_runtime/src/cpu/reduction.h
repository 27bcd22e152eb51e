// Kernels of the reductions: many strided elements of any dtype into fewer.
#pragma once

#include <cstdint>

#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// The element at index i of `from` goes into the result at the sum of i[d] * to_strides[d].
struct Reduction {
  const void* from;
  Dtype dtype;  // Of `from`.
  Dims sizes;   // Some of them may be 0.
  Dims strides;
  void* to;              // Overlaps nothing of `from`.
  std::int64_t results;  // At `to`.
  Dims to_strides;       // Row-major over the dims that are kept, and 0 in those that are reduced.
};

// To the dtype of floats, to i64 for integers and bools.
void sum(const Reduction& reduction);
// These take floats only, and keep their dtype.
void mean(const Reduction& reduction);  // NaN for no elements.
void var(const Reduction& reduction, std::int64_t correction);
// These keep the dtype.  NaN when one is NaN.
void amax(const Reduction& reduction);
void amin(const Reduction& reduction);
// To bool.
void any(const Reduction& reduction);
void all(const Reduction& reduction);

}  // namespace tw::cpu
