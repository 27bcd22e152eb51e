// The product of two matrices of floats.
#pragma once

#include <cstdint>

#include "core/number.h"

namespace tw::cpu {

// A matrix that somebody else owns; strides in elements, any from 0 up.
template <class T>
struct Matrix {
  T* data;
  std::int64_t row_stride;
  std::int64_t column_stride;
};

// So many multiplications are split over threads, fewer are not.
inline constexpr std::int64_t kSplitProducts = std::int64_t{1} << 21;

// Fewer are no piece of their own.
inline constexpr std::int64_t kPieceProducts = std::int64_t{1} << 18;

// c[m,n] = a[m,k] * b[k,n] of elements of any float type, converted as they are read, with
// bias[n] added to each row where there is one; then the columns of c are contiguous.  c does not
// overlap the others, and what it held is not read.  Large products are split over threads.
template <class T>
void matmul(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
            std::int64_t m, std::int64_t k, std::int64_t n, const Computed<T>* bias = nullptr);

#define TW_MATMUL_OF(T)                                                                       \
  template void matmul(const Matrix<const T>&, const Matrix<const T>&,                        \
                       const Matrix<Computed<T>>&, std::int64_t, std::int64_t, std::int64_t, \
                       const Computed<T>*)
extern TW_MATMUL_OF(Half);
extern TW_MATMUL_OF(BFloat16);
extern TW_MATMUL_OF(float);
extern TW_MATMUL_OF(double);

}  // namespace tw::cpu
