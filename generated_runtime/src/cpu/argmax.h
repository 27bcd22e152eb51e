// Kernels of argmax and argmin.
#pragma once

#include "cpu/reduction.h"

namespace tw::cpu {

// Writes, as i64, which of the elements of each result is the first extreme: the element at index i
// is the one at the sum of i[d] * index_strides[d], which are row-major over the dims that are
// reduced, and 0 in those that are kept.  A NaN is the extreme.  Each result has elements.
void argmax(const Reduction& reduction, const Dims& index_strides);
void argmin(const Reduction& reduction, const Dims& index_strides);

}  // namespace tw::cpu
