// Kernels of softmax and its logarithm: strided floats, row by row.
#pragma once

#include <cstdint>

#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

struct Softmax {
  const void* from;
  void* to;  // Overlaps nothing of `from`.
  Dtype dtype;  // Of both, a float.
  // One row: the dim that is summed over.
  std::int64_t count;  // At least 1.
  std::int64_t stride;
  std::int64_t to_stride;
  // Where the rows start: all other dims.
  Dims sizes;
  Dims strides;
  Dims to_strides;
};

// A row with a NaN or +inf, or of nothing but -inf, becomes NaN.
void softmax(const Softmax& softmax);
void log_softmax(const Softmax& softmax);

}  // namespace tw::cpu
