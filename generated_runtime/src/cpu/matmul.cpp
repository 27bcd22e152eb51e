#include "cpu/matmul.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

#include "cpu/matmul_tuning.h"

namespace tw::cpu {
namespace {

// As many columns of b as fit are packed at once, so that a block of b is about square.
constexpr std::int64_t kColumnBlock = kDepthBlock / kColumnTile * kColumnTile;
static_assert(kRowBlock % kRowTile == 0 && kColumnBlock > 0);

// Below so many multiplications, or so small a size, packing costs more than it gains.
constexpr std::int64_t kFewProducts = 1500;
constexpr std::int64_t kFew = 4;

// Places are computed only for elements that exist: strides of empty matrices may be anything.
template <class T>
T& element(const Matrix<T>& x, std::int64_t row, std::int64_t column) {
  return x.data[row * x.row_stride + column * x.column_stride];
}

template <class T>
Computed<T> computed(T value) {
  return convert<Computed<T>>(value);
}

// c[1,n] = a[1,k] * b[k,n] where the rows of b and c are contiguous.
template <class T>
void multiply_row(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
                  Computed<T>* __restrict__ c, std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  std::fill_n(c, n, Real{0});
  std::int64_t p = 0;
  for (; p + 4 <= k; p += 4) {
    const Real a0 = computed(a[p * a_stride]);
    const Real a1 = computed(a[(p + 1) * a_stride]);
    const Real a2 = computed(a[(p + 2) * a_stride]);
    const Real a3 = computed(a[(p + 3) * a_stride]);
    const T* b0 = b + p * b_stride;
    const T* b1 = b0 + b_stride;
    const T* b2 = b1 + b_stride;
    const T* b3 = b2 + b_stride;
    for (std::int64_t j = 0; j < n; ++j) {
      c[j] = c[j] + a0 * computed(b0[j]) + a1 * computed(b1[j]) + a2 * computed(b2[j]) +
             a3 * computed(b3[j]);
    }
  }
  for (; p < k; ++p) {
    const Real factor = computed(a[p * a_stride]);
    const T* row = b + p * b_stride;
    for (std::int64_t j = 0; j < n; ++j) c[j] += factor * computed(row[j]);
  }
}

// No factor is skipped: a zero times an infinity is NaN.
template <class T>
void multiply_plainly(const Matrix<const T>& a, const Matrix<const T>& b,
                      const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k,
                      std::int64_t n) {
  using Real = Computed<T>;
  const bool contiguous = n > 1 && b.column_stride == 1 && c.column_stride == 1;
  for (std::int64_t i = 0; i < m; ++i) {
    if (contiguous && k > 0) {
      multiply_row(&element(a, i, 0), a.column_stride, b.data, b.row_stride, &element(c, i, 0), k,
                   n);
      continue;
    }
    for (std::int64_t j = 0; j < n; ++j) element(c, i, j) = Real{0};
    for (std::int64_t p = 0; p < k; ++p) {
      const Real factor = computed(element(a, i, p));
      for (std::int64_t j = 0; j < n; ++j) element(c, i, j) += factor * computed(element(b, p, j));
    }
  }
}

template <class T>
struct Narrow {
  using Real = T;
  using Vector __attribute__((vector_size(16))) = T;
};

template <class T>
struct Wide {
  using Real = T;
  using Vector __attribute__((vector_size(32))) = T;
};

// Sets a tile of c, or adds to it, from a panel of a [depth][kRowTile] and one of b
// [depth][kColumnTile].  The columns of c are contiguous.
template <class Real>
using Tile = void (*)(const Real* a, const Real* b, std::int64_t depth, Real* c,
                      std::int64_t row_stride, bool add);

template <typename Width, class Real = typename Width::Real>
[[gnu::always_inline]] inline void multiply_tile(const Real* a, const Real* b, std::int64_t depth,
                                                 Real* c, std::int64_t row_stride, bool add) {
  using Vector = typename Width::Vector;
  constexpr std::int64_t kLanes = sizeof(Vector) / sizeof(Real);
  constexpr std::int64_t kVectors = kColumnTile / kLanes;
  static_assert(kColumnTile % kLanes == 0 && kRowTile <= 8 && kVectors <= 8);

  Vector sums[kRowTile][kVectors];
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < kRowTile; ++i)
#pragma GCC unroll 8
    for (std::int64_t j = 0; j < kVectors; ++j) sums[i][j] = Vector{};

  for (std::int64_t p = 0; p < depth; ++p, a += kRowTile, b += kColumnTile) {
    Vector right[kVectors];
#pragma GCC unroll 8
    for (std::int64_t j = 0; j < kVectors; ++j)
      std::memcpy(&right[j], b + j * kLanes, sizeof(Vector));
#pragma GCC unroll 8
    for (std::int64_t i = 0; i < kRowTile; ++i) {
      const Real left = a[i];
#pragma GCC unroll 8
      for (std::int64_t j = 0; j < kVectors; ++j) sums[i][j] += left * right[j];
    }
  }

#pragma GCC unroll 8
  for (std::int64_t i = 0; i < kRowTile; ++i) {
#pragma GCC unroll 8
    for (std::int64_t j = 0; j < kVectors; ++j) {
      Real* to = c + i * row_stride + j * kLanes;
      Vector sum = sums[i][j];
      if (add) {
        Vector old;
        std::memcpy(&old, to, sizeof(Vector));
        sum += old;
      }
      std::memcpy(to, &sum, sizeof(Vector));
    }
  }
}

template <class Real>
void tile_portable(const Real* a, const Real* b, std::int64_t depth, Real* c,
                   std::int64_t row_stride, bool add) {
  multiply_tile<Narrow<Real>>(a, b, depth, c, row_stride, add);
}

template <class Real>
__attribute__((target("avx2,fma"))) void tile_avx2(const Real* a, const Real* b,
                                                   std::int64_t depth, Real* c,
                                                   std::int64_t row_stride, bool add) {
  multiply_tile<Wide<Real>>(a, b, depth, c, row_stride, add);
}

template <class Real>
Tile<Real> choose_tile() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? tile_avx2<Real>
                                                                         : tile_portable<Real>;
}

// Packs `count` rows of a, or columns of b, that are `step` apart, as panels [depth][kTile]; the
// last one is filled up with zeros.
template <std::int64_t kTile, class T>
void pack(const T* from, std::int64_t step, std::int64_t depth_step, std::int64_t count,
          std::int64_t depth, Computed<T>* to) {
  for (std::int64_t start = 0; start < count; start += kTile) {
    const std::int64_t size = std::min(kTile, count - start);
    const T* panel = from + start * step;
    for (std::int64_t p = 0; p < depth; ++p, to += kTile) {
      const T* source = panel + p * depth_step;
      if (size < kTile) {
        for (std::int64_t i = 0; i < size; ++i) to[i] = computed(source[i * step]);
        std::fill(to + size, to + kTile, Computed<T>{0});
      } else if (!kIsHalf<T> && step == 1) {
        std::memcpy(to, source, kTile * sizeof(T));
      } else {
#pragma GCC unroll 8
        for (std::int64_t i = 0; i < kTile; ++i) to[i] = computed(source[i * step]);
      }
    }
  }
}

// c[rows,columns] from packed a and b; c's elements outside of it are not touched.
template <class Real>
void multiply_block(Tile<Real> tile, const Real* a, const Real* b, const Matrix<Real>& c,
                    std::int64_t rows, std::int64_t depth, std::int64_t columns, bool add) {
  for (std::int64_t j = 0; j < columns; j += kColumnTile) {
    const std::int64_t width = std::min(kColumnTile, columns - j);
    for (std::int64_t i = 0; i < rows; i += kRowTile) {
      const std::int64_t height = std::min(kRowTile, rows - i);
      Real* to = &element(c, i, j);
      if (width == kColumnTile && height == kRowTile && c.column_stride == 1) {
        tile(a + i * depth, b + j * depth, depth, to, c.row_stride, add);
        continue;
      }
      alignas(64) Real sums[kRowTile * kColumnTile];
      tile(a + i * depth, b + j * depth, depth, sums, kColumnTile, false);
      const Matrix<Real> part{to, c.row_stride, c.column_stride};
      for (std::int64_t row = 0; row < height; ++row) {
        for (std::int64_t column = 0; column < width; ++column) {
          const Real sum = sums[row * kColumnTile + column];
          Real& old = element(part, row, column);
          old = add ? old + sum : sum;
        }
      }
    }
  }
}

constexpr std::align_val_t kAlignment{64};

struct Free {
  void operator()(void* buffer) const { ::operator delete(buffer, kAlignment); }
};

std::int64_t round_up(std::int64_t size, std::int64_t unit) {
  return (size + unit - 1) / unit * unit;
}

template <class T>
void multiply_packed(const Matrix<const T>& a, const Matrix<const T>& b,
                     const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k,
                     std::int64_t n) {
  using Real = Computed<T>;
  const Tile<Real> tile = choose_tile<Real>();
  const std::int64_t most_depth = std::min(k, kDepthBlock);
  const std::int64_t a_size =
      round_up(round_up(std::min(m, kRowBlock), kRowTile) * most_depth, 16);
  const std::int64_t b_size = round_up(std::min(n, kColumnBlock), kColumnTile) * most_depth;
  const std::unique_ptr<Real, Free> buffer(static_cast<Real*>(
      ::operator new(static_cast<std::size_t>(a_size + b_size) * sizeof(Real), kAlignment)));
  Real* const packed_a = buffer.get();
  Real* const packed_b = packed_a + a_size;

  for (std::int64_t j = 0; j < n; j += kColumnBlock) {
    const std::int64_t columns = std::min(kColumnBlock, n - j);
    for (std::int64_t p = 0; p < k; p += kDepthBlock) {
      const std::int64_t depth = std::min(kDepthBlock, k - p);
      pack<kColumnTile>(&element(b, p, j), b.column_stride, b.row_stride, columns, depth, packed_b);
      for (std::int64_t i = 0; i < m; i += kRowBlock) {
        const std::int64_t rows = std::min(kRowBlock, m - i);
        pack<kRowTile>(&element(a, i, p), a.row_stride, a.column_stride, rows, depth, packed_a);
        const Matrix<Real> block{&element(c, i, j), c.row_stride, c.column_stride};
        multiply_block<Real>(tile, packed_a, packed_b, block, rows, depth, columns, p > 0);
      }
    }
  }
}

}  // namespace

template <class T>
void matmul(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
            std::int64_t m, std::int64_t k, std::int64_t n) {
  if (std::min({m, k, n}) < kFew || m * n < kFewProducts / k)
    multiply_plainly(a, b, c, m, k, n);
  else
    multiply_packed(a, b, c, m, k, n);
}

TW_MATMUL_OF(Half);
TW_MATMUL_OF(BFloat16);
TW_MATMUL_OF(float);
TW_MATMUL_OF(double);

}  // namespace tw::cpu
