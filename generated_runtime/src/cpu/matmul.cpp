#include "cpu/matmul.h"

namespace tw::cpu {
namespace {

// Places are computed only for elements that exist: strides of empty matrices may be anything.
float& element(const Matrix& x, std::int64_t row, std::int64_t column) {
  return x.data[row * x.row_stride + column * x.column_stride];
}

}  // namespace

void matmul(const Matrix& a, const Matrix& b, const Matrix& c, std::int64_t m, std::int64_t k,
            std::int64_t n) {
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) element(c, i, j) = 0.0F;
    for (std::int64_t p = 0; p < k; ++p) {
      // No factor is skipped: a zero times an infinity is NaN.
      const float factor = element(a, i, p);
      for (std::int64_t j = 0; j < n; ++j) element(c, i, j) += factor * element(b, p, j);
    }
  }
}

}  // namespace tw::cpu
