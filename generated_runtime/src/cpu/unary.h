// Elementwise kernels of one argument.
//
// Each takes x as `dtype` and writes its result, which has that dtype, in row-major order without
// gaps to `out`, which overlaps no source.  Nothing is read or written where a size is 0.
#pragma once

#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

using UnaryKernel = void(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept;

// For every dtype but bool.  Integers wrap around.
UnaryKernel neg;
UnaryKernel abs;
UnaryKernel sign;
UnaryKernel square;
UnaryKernel relu;

// For float dtypes.
UnaryKernel sqrt;
UnaryKernel rsqrt;
UnaryKernel exp;
UnaryKernel expm1;
UnaryKernel log;
UnaryKernel log1p;
UnaryKernel sin;
UnaryKernel cos;
UnaryKernel tanh;
UnaryKernel sigmoid;
UnaryKernel gelu;
UnaryKernel gelu_tanh;
UnaryKernel silu;

}  // namespace tw::cpu
