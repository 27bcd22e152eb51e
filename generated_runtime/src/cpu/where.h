// Elementwise choices.
//
// Each writes its result as `dtype` in row-major order without gaps to `out`, which overlaps no
// source.  Nothing is read or written where a size is 0.
#pragma once

#include <optional>

#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// a where the bool condition holds, else b, both taken as `dtype`.
void where(void* out, Dtype dtype, const Dims& sizes, const Operand& condition, const Operand& a,
           const Operand& b) noexcept;

// min(max(x, low), high) for x of any dtype but bool.  For integers the bounds are whole, or
// infinite, and count as the nearest number of the dtype.
void clamp(void* out, const Dims& sizes, const Operand& x, std::optional<double> low,
           std::optional<double> high) noexcept;

}  // namespace tw::cpu
