// The kernel of layer_norm and rms_norm: strided floats, row by row.
#pragma once

#include <cstdint>

#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

struct Norm {
  const void* from;
  void* to;      // Contiguous, overlaps nothing else.
  Dtype dtype;   // Of all of them, a float.
  bool centred;  // Whether the mean of a row is taken from it first.
  double eps;
  // One row: the last dim.
  std::int64_t count;  // At least 1.
  std::int64_t stride;
  // `count` elements each; null stands for ones and zeros.
  const void* weight;
  std::int64_t weight_stride;
  const void* bias;
  std::int64_t bias_stride;
  // Where the rows start: all other dims.
  Dims sizes;
  Dims strides;
};

// x / sqrt(mean(x * x) + eps) * weight + bias for each row x, computed in double.
void norm(const Norm& norm);

}  // namespace tw::cpu
