// Elementwise kernels over strided floats.
//
// Each writes its result in row-major order without gaps to `out`, which overlaps no source.
// A stride of 0 stretches a dim.  Nothing is read or written where a size is 0.
#pragma once

#include "tw/shape.h"

namespace tw::cpu {

// Where the first element lies, and how far apart elements are: one stride for each size.
struct Source {
  const float* data;
  Dims strides;
};

void neg(float* out, const Dims& sizes, const Source& x) noexcept;
void abs(float* out, const Dims& sizes, const Source& x) noexcept;
void sqrt(float* out, const Dims& sizes, const Source& x) noexcept;
void exp(float* out, const Dims& sizes, const Source& x) noexcept;
void log(float* out, const Dims& sizes, const Source& x) noexcept;
void tanh(float* out, const Dims& sizes, const Source& x) noexcept;
void sigmoid(float* out, const Dims& sizes, const Source& x) noexcept;
void relu(float* out, const Dims& sizes, const Source& x) noexcept;

}  // namespace tw::cpu
