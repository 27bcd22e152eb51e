// Copies of strided elements into a part of a larger tensor.
#pragma once

#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// Writes the elements of x as `dtype` to `to`, with one stride for each size there too.  The two do
// not overlap.  Nothing is read or written where a size is 0.
void place(void* to, Dtype dtype, const Dims& sizes, const Dims& to_strides,
           const Operand& x) noexcept;

}  // namespace tw::cpu
