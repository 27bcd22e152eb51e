// Joining tensors, and picking elements of them by index.  Ops like those of tw/ops.h.
//
// An index is an i64 tensor that counts from 0; negative ones are out of range.  Bad arguments throw
// tw::Error: "[gather] index must be i64, got f32", "[gather] index 7 out of range for size 3",
// and what stands beside each function.  Defined by the task `indexing`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tw/tensor.h"

namespace tw {

// Along `dim`, or along a new dim; of every dtype, with the promoted dtype of all.
//   "[cat] no tensors"    "[cat] sizes [2, 3] and [2, 4] do not join along dim 0"
//   "[stack] sizes [2] and [3] differ"
[[nodiscard]] Tensor cat(std::span<const Tensor> xs, std::int64_t dim = 0);
[[nodiscard]] Tensor stack(std::span<const Tensor> xs, std::int64_t dim = 0);

// Views of at most `size` along `dim`, in order; the last may be shorter.
//   "[split] size must be positive, got 0"
[[nodiscard]] std::vector<Tensor> split(const Tensor& x, std::int64_t size, std::int64_t dim = 0);

// What index[n] says, in its order, along `dim`.
//   "[index_select] index must have 1 dim, got 2"
[[nodiscard]] Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& index);

// result[i, j, k] = x[index[i, j, k], j, k] for dim 0, and so on.
//   "[gather] index of sizes [2, 9] does not fit [2, 3]"
[[nodiscard]] Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& index);

// x, with source[i, j, k] added at [index[i, j, k], j, k] for dim 0, and so on; no bools.
//   "[scatter_add] index of sizes [2] and source of sizes [3] differ"
[[nodiscard]] Tensor scatter_add(const Tensor& x, std::int64_t dim, const Tensor& index,
                                 const Tensor& source);

// weight[index[...], :] of weight[rows, width].
//   "[embedding] weight must have 2 dims, got 1"
[[nodiscard]] Tensor embedding(const Tensor& weight, const Tensor& index);

}  // namespace tw
