// Softmax and norms of rows of float in vectors, for processors that have them.
//
// Is included by files that are compiled for these processors: holds no inline functions.
#pragma once

#include <cstdint>

namespace tw::cpu {

// `rows` rows of `count` contiguous elements, at least one, each row a step after the one before.
using SoftmaxRows = void(float* to, std::int64_t to_step, const float* from,
                         std::int64_t from_step, std::int64_t rows, std::int64_t count) noexcept;

// The same for `columns` columns side by side, at least `lanes`, of `count` elements each, which
// are a stride apart.  A column gives the bits that it gives as a row.
using SoftmaxColumns = void(float* to, std::int64_t to_stride, const float* from,
                            std::int64_t stride, std::int64_t columns,
                            std::int64_t count) noexcept;

// Of each row the largest element, and the sum of exp(x - largest): NaN where softmax is.
using RowSums = void(float* largest, double* sums, const float* from, std::int64_t from_step,
                     std::int64_t rows, std::int64_t count) noexcept;

struct NormRows {
  float* to;  // One row right after another.
  const float* from;
  std::int64_t from_step;
  std::int64_t rows;
  std::int64_t count;   // At least 1.
  const float* weight;  // `count` elements, or null; so is the bias.
  const float* bias;
  double eps;
  bool centred;
};

// tests/cross_entropy_test.cpp repeats what is above and below.
struct VectorRows {
  std::int64_t lanes;
  SoftmaxRows* softmax;
  SoftmaxRows* log_softmax;
  SoftmaxColumns* softmax_columns;
  SoftmaxColumns* log_softmax_columns;
  RowSums* sums;
  void (*norm)(const NormRows& all) noexcept;
};

// Of the widest vectors that this processor has; null where it has none of these.
[[nodiscard]] const VectorRows* vector_rows() noexcept;

// Are called only where the processor has AVX2 and FMA, or AVX-512 F, BW, DQ and VL.
extern const VectorRows kAvx2Rows;
extern const VectorRows kAvx512Rows;

}  // namespace tw::cpu
