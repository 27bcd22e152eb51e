// Elementwise kernels of two arguments.
//
// Each takes both arguments as `dtype` and writes its result in row-major order without gaps to
// `out`, which overlaps no source.  Nothing is read or written where a size is 0.
#pragma once

#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

using BinaryKernel = void(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
                          const Operand& b) noexcept;

// The result has `dtype`.  Integers wrap around; of bools add is "or", mul is "and", and sub "xor".
BinaryKernel add;
BinaryKernel sub;
BinaryKernel mul;
// The result has `dtype` where that is a float dtype, else f32.
BinaryKernel div;
// The result has `dtype`, and is NaN where one argument is NaN.
BinaryKernel maximum;
BinaryKernel minimum;

// The result is bool.
BinaryKernel eq;
BinaryKernel ne;
BinaryKernel lt;
BinaryKernel le;
BinaryKernel gt;
BinaryKernel ge;

}  // namespace tw::cpu
