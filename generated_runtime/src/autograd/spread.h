// What several derivatives share.  Both are recorded themselves where recording is on.
#pragma once

#include <functional>
#include <string_view>

#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw::autograd {

// A view op with its arguments, written with the functions of tw/ops.h.
using View = std::function<Tensor(const Tensor& x)>;

// Whether two places of such a layout may be the same element.
[[nodiscard]] bool may_overlap(IntSpan sizes, IntSpan strides);

// Zeros of `sizes`, in which what `view` shows is x.  An element that it shows several times is the
// sum, rounded once.  `op` is a literal.
[[nodiscard]] Tensor put(std::string_view op, const Tensor& x, IntSpan sizes, const View& view);

// x summed over the dims that were stretched or added when `sizes` was broadcast to the sizes of x.
[[nodiscard]] Tensor sum_to(const Tensor& x, IntSpan sizes);

}  // namespace tw::autograd
