// The product of two matrices of floats.
#pragma once

#include <cstdint>

namespace tw::cpu {

// A matrix of floats that somebody else owns; strides in elements, any from 0 up.
struct Matrix {
  float* data;
  std::int64_t row_stride;
  std::int64_t column_stride;
};

// c[m,n] = a[m,k] * b[k,n].  c does not overlap a or b, and what it held is not read.
void matmul(const Matrix& a, const Matrix& b, const Matrix& c, std::int64_t m, std::int64_t k,
            std::int64_t n);

}  // namespace tw::cpu
