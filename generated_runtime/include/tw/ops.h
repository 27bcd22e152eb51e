// All ops as functions.  Each calls the op of its name through the dispatcher.
//
// Where nothing else is said, the result is a new contiguous tensor with a storage
// of its own, arguments of any strides are read in place, and no argument
// changes.  Bad arguments throw tw::Error, "[name] ..." first.  Arithmetic is defined for
// f32; other dtypes throw "[name] dtype i32 is not supported".
#pragma once

#include <cstdint>
#include <optional>

#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw {

// Views and copies (src/ops/view.cpp), for every dtype: see tw/view.h.
[[nodiscard]] Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1);
[[nodiscard]] Tensor permute(const Tensor& x, IntSpan dims);
[[nodiscard]] Tensor reshape(const Tensor& x, IntSpan sizes);
[[nodiscard]] Tensor expand(const Tensor& x, IntSpan sizes);
[[nodiscard]] Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start,
                            std::int64_t length);
[[nodiscard]] Tensor slice(const Tensor& x, std::int64_t dim,
                           std::optional<std::int64_t> start = std::nullopt,
                           std::optional<std::int64_t> end = std::nullopt, std::int64_t step = 1);
[[nodiscard]] Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index);
[[nodiscard]] Tensor squeeze(const Tensor& x, std::int64_t dim);
[[nodiscard]] Tensor unsqueeze(const Tensor& x, std::int64_t dim);
[[nodiscard]] Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides,
                                std::int64_t offset);
[[nodiscard]] Tensor contiguous(const Tensor& x);
[[nodiscard]] Tensor clone(const Tensor& x);

// Elementwise with broadcasting (src/ops/binary.cpp).  Both have the same dtype.
[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor sub(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor mul(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor div(const Tensor& a, const Tensor& b);
// NaN when one is NaN.  Of two zeros of different sign either may be returned.
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

// Elementwise of one argument (src/ops/unary.cpp).
[[nodiscard]] Tensor neg(const Tensor& x);
[[nodiscard]] Tensor abs(const Tensor& x);
[[nodiscard]] Tensor sqrt(const Tensor& x);
[[nodiscard]] Tensor exp(const Tensor& x);
[[nodiscard]] Tensor log(const Tensor& x);
[[nodiscard]] Tensor tanh(const Tensor& x);
[[nodiscard]] Tensor sigmoid(const Tensor& x);
[[nodiscard]] Tensor relu(const Tensor& x);  // x where x > 0 or x is NaN, else +0.

// Reductions (src/ops/reduction.cpp) over `dims`, all of them where nothing is given, none where
// the list is empty.  Reduced dims go away, or stay with size 1 with `keepdim`.
[[nodiscard]] Tensor sum(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                         bool keepdim = false);
[[nodiscard]] Tensor mean(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);
[[nodiscard]] Tensor amax(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);
[[nodiscard]] Tensor amin(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);

// Matrix products with the shape rules of NumPy (src/ops/matmul.cpp).
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b);

// Along one dim (src/ops/softmax.cpp), stable for elements of any size.
[[nodiscard]] Tensor softmax(const Tensor& x, std::int64_t dim);
[[nodiscard]] Tensor log_softmax(const Tensor& x, std::int64_t dim);

}  // namespace tw
