// What the ops that reduce dims make of sizes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/tensor_impl.h"
#include "cuda/reduction.h"
#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw::ops {

struct ReducedShape {
  std::array<bool, kRankMax> reduced{};
  Dims sizes;                // Of the result.
  std::int64_t results = 1;  // Their product.
  std::int64_t count = 1;    // How many elements each result is made of.
  // For each dim of the argument: row-major over the dims that are kept, 0 in the others; and
  // row-major over the dims that are reduced, 0 in the others.
  Dims to_strides;
  Dims index_strides;
};

// Throws "[op] ..." for an undefined tensor, for a dim that is out of range and for one that
// appears twice.
[[nodiscard]] ReducedShape reduced_shape(std::string_view op, const Tensor& x,
                                         const std::optional<IntSpan>& dims, bool keepdim);

// The elements of x, which lives on a CUDA device and has this shape: the dims that are reduced
// come last.
[[nodiscard]] cuda::Rows rows_of(const TensorImpl& x, const ReducedShape& shape);

}  // namespace tw::ops
