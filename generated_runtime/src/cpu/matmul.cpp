#include "cpu/matmul.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

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
float& element(const Matrix& x, std::int64_t row, std::int64_t column) {
  return x.data[row * x.row_stride + column * x.column_stride];
}

// c[1,n] = a[1,k] * b[k,n] where the rows of b and c are contiguous.
void multiply_row(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride,
                  float* __restrict__ c, std::int64_t k, std::int64_t n) {
  std::fill_n(c, n, 0.0F);
  std::int64_t p = 0;
  for (; p + 4 <= k; p += 4) {
    const float a0 = a[p * a_stride];
    const float a1 = a[(p + 1) * a_stride];
    const float a2 = a[(p + 2) * a_stride];
    const float a3 = a[(p + 3) * a_stride];
    const float* b0 = b + p * b_stride;
    const float* b1 = b0 + b_stride;
    const float* b2 = b1 + b_stride;
    const float* b3 = b2 + b_stride;
    for (std::int64_t j = 0; j < n; ++j)
      c[j] = c[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
  }
  for (; p < k; ++p) {
    const float factor = a[p * a_stride];
    const float* row = b + p * b_stride;
    for (std::int64_t j = 0; j < n; ++j) c[j] += factor * row[j];
  }
}

// No factor is skipped: a zero times an infinity is NaN.
void multiply_plainly(const Matrix& a, const Matrix& b, const Matrix& c, std::int64_t m,
                      std::int64_t k, std::int64_t n) {
  const bool contiguous = n > 1 && b.column_stride == 1 && c.column_stride == 1;
  for (std::int64_t i = 0; i < m; ++i) {
    if (contiguous && k > 0) {
      multiply_row(&element(a, i, 0), a.column_stride, b.data, b.row_stride, &element(c, i, 0), k, n);
      continue;
    }
    for (std::int64_t j = 0; j < n; ++j) element(c, i, j) = 0.0F;
    for (std::int64_t p = 0; p < k; ++p) {
      const float factor = element(a, i, p);
      for (std::int64_t j = 0; j < n; ++j) element(c, i, j) += factor * element(b, p, j);
    }
  }
}

struct Narrow {
  using Vector __attribute__((vector_size(16))) = float;
};

struct Wide {
  using Vector __attribute__((vector_size(32))) = float;
};

// Sets a tile of c, or adds to it, from a panel of a [depth][kRowTile] and one of b
// [depth][kColumnTile].  The columns of c are contiguous.
using Tile = void (*)(const float* a, const float* b, std::int64_t depth, float* c,
                      std::int64_t row_stride, bool add);

template <typename Width>
[[gnu::always_inline]] inline void multiply_tile(const float* a, const float* b,
                                                 std::int64_t depth, float* c,
                                                 std::int64_t row_stride, bool add) {
  using Vector = typename Width::Vector;
  constexpr std::int64_t kLanes = sizeof(Vector) / sizeof(float);
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
      const float left = a[i];
#pragma GCC unroll 8
      for (std::int64_t j = 0; j < kVectors; ++j) sums[i][j] += left * right[j];
    }
  }

#pragma GCC unroll 8
  for (std::int64_t i = 0; i < kRowTile; ++i) {
#pragma GCC unroll 8
    for (std::int64_t j = 0; j < kVectors; ++j) {
      float* to = c + i * row_stride + j * kLanes;
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

void tile_portable(const float* a, const float* b, std::int64_t depth, float* c,
                   std::int64_t row_stride, bool add) {
  multiply_tile<Narrow>(a, b, depth, c, row_stride, add);
}

__attribute__((target("avx2,fma"))) void tile_avx2(const float* a, const float* b,
                                                   std::int64_t depth, float* c,
                                                   std::int64_t row_stride, bool add) {
  multiply_tile<Wide>(a, b, depth, c, row_stride, add);
}

Tile choose_tile() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? tile_avx2
                                                                         : tile_portable;
}

// Packs `count` rows of a, or columns of b, that are `step` apart, as panels [depth][kTile]; the
// last one is filled up with zeros.
template <std::int64_t kTile>
void pack(const float* from, std::int64_t step, std::int64_t depth_step, std::int64_t count,
          std::int64_t depth, float* to) {
  for (std::int64_t start = 0; start < count; start += kTile) {
    const std::int64_t size = std::min(kTile, count - start);
    const float* panel = from + start * step;
    for (std::int64_t p = 0; p < depth; ++p, to += kTile) {
      const float* source = panel + p * depth_step;
      if (size < kTile) {
        for (std::int64_t i = 0; i < size; ++i) to[i] = source[i * step];
        std::fill(to + size, to + kTile, 0.0F);
      } else if (step == 1) {
        std::memcpy(to, source, kTile * sizeof(float));
      } else {
#pragma GCC unroll 8
        for (std::int64_t i = 0; i < kTile; ++i) to[i] = source[i * step];
      }
    }
  }
}

// c[rows,columns] from packed a and b; c's elements outside of it are not touched.
void multiply_block(Tile tile, const float* a, const float* b, const Matrix& c, std::int64_t rows,
                    std::int64_t depth, std::int64_t columns, bool add) {
  for (std::int64_t j = 0; j < columns; j += kColumnTile) {
    const std::int64_t width = std::min(kColumnTile, columns - j);
    for (std::int64_t i = 0; i < rows; i += kRowTile) {
      const std::int64_t height = std::min(kRowTile, rows - i);
      float* to = &element(c, i, j);
      if (width == kColumnTile && height == kRowTile && c.column_stride == 1) {
        tile(a + i * depth, b + j * depth, depth, to, c.row_stride, add);
        continue;
      }
      alignas(64) float sums[kRowTile * kColumnTile];
      tile(a + i * depth, b + j * depth, depth, sums, kColumnTile, false);
      const Matrix part{to, c.row_stride, c.column_stride};
      for (std::int64_t row = 0; row < height; ++row) {
        for (std::int64_t column = 0; column < width; ++column) {
          const float sum = sums[row * kColumnTile + column];
          float& old = element(part, row, column);
          old = add ? old + sum : sum;
        }
      }
    }
  }
}

constexpr std::align_val_t kAlignment{64};

struct Free {
  void operator()(float* buffer) const { ::operator delete(buffer, kAlignment); }
};

std::int64_t round_up(std::int64_t size, std::int64_t unit) {
  return (size + unit - 1) / unit * unit;
}

void multiply_packed(const Matrix& a, const Matrix& b, const Matrix& c, std::int64_t m,
                     std::int64_t k, std::int64_t n) {
  const Tile tile = choose_tile();
  const std::int64_t most_depth = std::min(k, kDepthBlock);
  const std::int64_t a_size =
      round_up(round_up(std::min(m, kRowBlock), kRowTile) * most_depth, 16);
  const std::int64_t b_size = round_up(std::min(n, kColumnBlock), kColumnTile) * most_depth;
  const std::unique_ptr<float, Free> buffer(static_cast<float*>(
      ::operator new(static_cast<std::size_t>(a_size + b_size) * sizeof(float), kAlignment)));
  float* const packed_a = buffer.get();
  float* const packed_b = packed_a + a_size;

  for (std::int64_t j = 0; j < n; j += kColumnBlock) {
    const std::int64_t columns = std::min(kColumnBlock, n - j);
    for (std::int64_t p = 0; p < k; p += kDepthBlock) {
      const std::int64_t depth = std::min(kDepthBlock, k - p);
      pack<kColumnTile>(&element(b, p, j), b.column_stride, b.row_stride, columns, depth, packed_b);
      for (std::int64_t i = 0; i < m; i += kRowBlock) {
        const std::int64_t rows = std::min(kRowBlock, m - i);
        pack<kRowTile>(&element(a, i, p), a.row_stride, a.column_stride, rows, depth, packed_a);
        multiply_block(tile, packed_a, packed_b, {&element(c, i, j), c.row_stride, c.column_stride},
                       rows, depth, columns, p > 0);
      }
    }
  }
}

}  // namespace

void matmul(const Matrix& a, const Matrix& b, const Matrix& c, std::int64_t m, std::int64_t k,
            std::int64_t n) {
  if (std::min({m, k, n}) < kFew || m * n < kFewProducts / k)
    multiply_plainly(a, b, c, m, k, n);
  else
    multiply_packed(a, b, c, m, k, n);
}

}  // namespace tw::cpu
