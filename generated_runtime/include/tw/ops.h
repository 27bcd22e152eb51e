// Ops as functions; more are in tw/indexing.h, tw/layers.h and tw/random.h.  Each calls the op of its
// name through the dispatcher.
//
// Where nothing else is said, the result is a new contiguous tensor with a storage
// of its own, arguments of any strides are read in place, and no argument
// changes.  Two tensor arguments are taken as their promoted dtype (tw/dtype.h), which
// the result has.  Bad arguments throw tw::Error, "[name] ..." first; a dtype that an op does
// not take throws "[name] dtype bool is not supported".
#pragma once

#include <cstdint>
#include <optional>

#include "tw/device.h"
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

// The op `cuda` or `cpu` (src/ops/device.cpp): x where it lives on that device already, else a new
// contiguous copy there.
[[nodiscard]] Tensor to_device(const Tensor& x, Device device);

// Conversion (src/ops/cast.cpp).  To floats by rounding to nearest even; from floats to integers by
// truncation, to the nearest of the range, NaN to 0; between integers modulo 2^n; to bool: not 0.
[[nodiscard]] Tensor cast(const Tensor& x, Dtype dtype);
[[nodiscard]] Tensor full(IntSpan sizes, double value, Dtype dtype = Dtype::f32);

// Elementwise with broadcasting (src/ops/binary.cpp), for every dtype.  Integers wrap around; div
// of integers or bools gives f32; add of bools is "or", mul "and"; sub takes no bools.
[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor sub(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor mul(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor div(const Tensor& a, const Tensor& b);
// NaN when one is NaN.  Of two zeros of different sign either may be returned.
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

// Comparisons (src/ops/compare.cpp), for every dtype, give bool.
[[nodiscard]] Tensor eq(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor ne(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor lt(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor le(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor gt(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor ge(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor logical_not(const Tensor& x);

// Choices (src/ops/where.cpp): a where the bool condition holds, else b; x between two bounds.
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor clamp(const Tensor& x, std::optional<double> low = std::nullopt,
                           std::optional<double> high = std::nullopt);

// Elementwise of one argument (src/ops/unary.cpp).  These take every dtype but bool and keep it:
[[nodiscard]] Tensor neg(const Tensor& x);
[[nodiscard]] Tensor abs(const Tensor& x);
[[nodiscard]] Tensor sign(const Tensor& x);  // -1, 0 or 1; NaN of NaN.
[[nodiscard]] Tensor square(const Tensor& x);
[[nodiscard]] Tensor relu(const Tensor& x);  // x where x > 0 or x is NaN, else +0.
// These take every dtype; integers and bools are taken as f32:
[[nodiscard]] Tensor sqrt(const Tensor& x);
[[nodiscard]] Tensor rsqrt(const Tensor& x);  // 1 / sqrt(x).
[[nodiscard]] Tensor exp(const Tensor& x);
[[nodiscard]] Tensor expm1(const Tensor& x);  // exp(x) - 1.
[[nodiscard]] Tensor log(const Tensor& x);
[[nodiscard]] Tensor log1p(const Tensor& x);  // log(1 + x).
[[nodiscard]] Tensor sin(const Tensor& x);
[[nodiscard]] Tensor cos(const Tensor& x);
[[nodiscard]] Tensor tanh(const Tensor& x);
[[nodiscard]] Tensor sigmoid(const Tensor& x);
[[nodiscard]] Tensor gelu(const Tensor& x);  // x * (1 + erf(x / sqrt(2))) / 2.
[[nodiscard]] Tensor silu(const Tensor& x);  // x * sigmoid(x).

// Reductions (src/ops/reduction.cpp) over `dims`, all of them where nothing is given, none where
// the list is empty.  Reduced dims go away, or stay with size 1 with `keepdim`.
// Sums of integers and bools are i64.
[[nodiscard]] Tensor sum(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                         bool keepdim = false);
[[nodiscard]] Tensor mean(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);
// Sum of squared distances from the mean over max(0, n - correction).
[[nodiscard]] Tensor var(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                         bool keepdim = false, std::int64_t correction = 1);
[[nodiscard]] Tensor amax(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);
[[nodiscard]] Tensor amin(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                          bool keepdim = false);
[[nodiscard]] Tensor any(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                         bool keepdim = false);
[[nodiscard]] Tensor all(const Tensor& x, std::optional<IntSpan> dims = std::nullopt,
                         bool keepdim = false);
// i64 index of the first extreme along a dim, or without one in row-major order of all elements
// (src/ops/argmax.cpp).
[[nodiscard]] Tensor argmax(const Tensor& x, std::optional<std::int64_t> dim = std::nullopt,
                            bool keepdim = false);
[[nodiscard]] Tensor argmin(const Tensor& x, std::optional<std::int64_t> dim = std::nullopt,
                            bool keepdim = false);

// Matrix products with the shape rules of NumPy (src/ops/matmul.cpp), of two tensors of one float
// dtype.
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b);
// x[..., in] times the transpose of weight[out, in], plus bias[out] (src/ops/linear.cpp).
[[nodiscard]] Tensor linear(const Tensor& x, const Tensor& weight,
                            const std::optional<Tensor>& bias = std::nullopt);

// Along one dim (src/ops/softmax.cpp), stable for elements of any size; float dtypes.
[[nodiscard]] Tensor softmax(const Tensor& x, std::int64_t dim);
[[nodiscard]] Tensor log_softmax(const Tensor& x, std::int64_t dim);
// The mean over rows of x[n, classes] of -log_softmax(row)[target[row]]
// (src/ops/cross_entropy.cpp); `target` is i64[n].
[[nodiscard]] Tensor cross_entropy(const Tensor& x, const Tensor& target);

// In place (src/ops/in_place.cpp): x is changed and returned, and its version raised by one.  They are
// recorded as others are, but not on a leaf that requires its gradient.
Tensor add_(const Tensor& x, const Tensor& b);
Tensor sub_(const Tensor& x, const Tensor& b);
Tensor mul_(const Tensor& x, const Tensor& b);
Tensor div_(const Tensor& x, const Tensor& b);
Tensor copy_(const Tensor& x, const Tensor& source);  // Broadcast and cast to x.
Tensor fill_(const Tensor& x, double value);
Tensor relu_(const Tensor& x);
Tensor clamp_(const Tensor& x, std::optional<double> low = std::nullopt,
              std::optional<double> high = std::nullopt);

}  // namespace tw
