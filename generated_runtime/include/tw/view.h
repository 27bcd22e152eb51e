// The mechanics of views and copies, for tensors of every dtype.
//
// These are below the dispatcher and record nothing; callers outside the library
// use the functions of the same names in tw/ops.h.  Each result shares the
// storage of `x` unless it says otherwise.  Dims may be negative and then count
// from the end.  Bad arguments throw tw::Error, "[name] ..." first.
#pragma once

#include <cstdint>
#include <optional>

#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw::view {

// The two dims swapped.
[[nodiscard]] Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1);

// Dim i of the result is dim dims[i] of x.  `dims` names each dim once.
[[nodiscard]] Tensor permute(const Tensor& x, IntSpan dims);

// The same elements in row-major order under other sizes, one of which may be -1 and is then
// inferred.  A view wherever strides can express it, and a copy elsewhere.
// Throws "[reshape] sizes [4, 2] do not hold 6 elements".
[[nodiscard]] Tensor reshape(const Tensor& x, IntSpan sizes);

// Dims of size 1 and new leading dims stretched to `sizes` with stride 0; -1 keeps a size of x.
// Throws "[expand] sizes [2, 3] do not expand to [2, 4]".
[[nodiscard]] Tensor expand(const Tensor& x, IntSpan sizes);

// `length` entries of a dim, from `start` on.  0 <= start and start + length <= size, or it throws.
[[nodiscard]] Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start,
                            std::int64_t length);

// Entries start, start + step, ... before end of a dim, with Python's rules: negative bounds count
// from the end, bounds out of range are clamped, nothing means up to that end.  Throws for step
// < 1.
[[nodiscard]] Tensor slice(const Tensor& x, std::int64_t dim, std::optional<std::int64_t> start,
                           std::optional<std::int64_t> end, std::int64_t step);

// One entry of a dim, which goes away.  A negative index counts from the end.
// Throws "[select] index 5 out of range for size 3".
[[nodiscard]] Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index);

// Without this dim, if its size is 1; else as it is.  A 0-d tensor takes dims 0 and -1.
[[nodiscard]] Tensor squeeze(const Tensor& x, std::int64_t dim);

// With a dim of size 1 put at `dim`, from -(rank + 1) to rank.
[[nodiscard]] Tensor unsqueeze(const Tensor& x, std::int64_t dim);

// Any sizes, strides >= 0 and offset into the storage of x, all in elements.  Overlap is allowed.
// Throws for negative strides or offset, for lists that differ in length, and, if the result has
// elements, when one of them lies outside the storage.
[[nodiscard]] Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides,
                                std::int64_t offset);

// x itself if it is contiguous, else a contiguous copy.
[[nodiscard]] Tensor contiguous(const Tensor& x);

// Always a new contiguous tensor with a storage of its own.
[[nodiscard]] Tensor clone(const Tensor& x);

}  // namespace tw::view
