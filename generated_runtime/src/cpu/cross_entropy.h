// The kernel of cross entropy: strided floats, row by row.
#pragma once

#include <cstdint>

#include "tw/dtype.h"

namespace tw::cpu {

struct CrossEntropy {
  const void* from;
  Dtype dtype;  // Of `from`, a float.
  std::int64_t rows;
  std::int64_t classes;
  std::int64_t row_stride;
  std::int64_t class_stride;
  const std::int64_t* target;  // One for each row, from 0 to classes - 1.
  std::int64_t target_stride;
};

// The sum over rows of -log_softmax(row)[target[row]].  It is NaN where a row has a NaN or +inf, or
// nothing but -inf.
[[nodiscard]] double cross_entropy(const CrossEntropy& all);

}  // namespace tw::cpu
