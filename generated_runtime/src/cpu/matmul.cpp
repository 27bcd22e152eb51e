#include "cpu/matmul.h"

#include <algorithm>
#include <cstdint>

#include "core/layout.h"
#include "cpu/matmul_deep.h"
#include "cpu/matmul_kernels.h"
#include "cpu/matmul_near.h"
#include "cpu/matmul_panels.h"
#include "cpu/matmul_tuning.h"
#include "cpu/matmul_vectors.h"
#include "tw/parallel.h"

namespace tw::cpu {
namespace {

// Below so many multiplications, or so small a size, packing costs more than it gains.
constexpr std::int64_t kFewProducts = 1500;
constexpr std::int64_t kFew = 4;

// Loops of fewer steps gain nothing from wide vectors.
constexpr std::int64_t kShort = 32;

// The vectors of short loops, and of those over halves.
template <class T>
struct Narrow {
  using Real = T;
  using Vector __attribute__((vector_size(16))) = T;
};

template <class T>
void multiply_row(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
                  Computed<T>* c, std::int64_t k, std::int64_t n) {
  std::fill_n(c, n, Computed<T>{0});
  if constexpr (!kIsHalf<T>)
    if (n >= kShort) return kernels<T>().add_row(a, a_stride, b, b_stride, c, k, n);
  add_row<Narrow<Computed<T>>>(a, a_stride, b, b_stride, c, k, n);
}

template <class T>
Computed<T> multiply_column(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
                            std::int64_t k) {
  if constexpr (!kIsHalf<T>)
    if (k >= kShort) return kernels<T>().dot(a, a_stride, b, b_stride, k);
  return dot<Narrow<Computed<T>>>(a, a_stride, b, b_stride, k);
}

// No factor is skipped: a zero times an infinity is NaN.
template <class T>
void multiply_plainly(const Matrix<const T>& a, const Matrix<const T>& b,
                      const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k,
                      std::int64_t n) {
  using Real = Computed<T>;
  const bool by_rows = k > 0 && n > 1 && b.column_stride == 1 && c.column_stride == 1 &&
                       (n >= kFew || k < kShort);
  const bool by_columns =
      k > 0 && !by_rows && (n < kFew || k < kShort || b.row_stride < b.column_stride);
  for (std::int64_t i = 0; i < m; ++i) {
    if (by_columns) {
      for (std::int64_t j = 0; j < n; ++j) {
        element(c, i, j) = multiply_column(&element(a, i, 0), a.column_stride, &element(b, 0, j),
                                           b.row_stride, k);
      }
      continue;
    }
    if (by_rows) {
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
void multiply_packed(const Matrix<const T>& a, const Matrix<const T>& b,
                     const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias, std::int64_t m,
                     std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const std::int64_t most_depth = std::min(k, kDepthBlock);
  const bool in_place = !kIsHalf<T> && b.column_stride == 1 && m <= kFewRows;
  const std::int64_t a_size =
      reads_left_in_place(a) ? 0 : round_up(std::min(m, kRowBlock) * most_depth, 16);
  const std::int64_t b_size =
      in_place ? chosen.columns * most_depth
               : round_up(std::min(n, kColumnBlock), chosen.columns) * most_depth;
  const Buffer<Real> buffer(a_size + b_size);
  Real* const packed_a = buffer.data();
  Real* const packed_b = packed_a + a_size;

  for (std::int64_t column = 0; column < n; column += kColumnBlock) {
    const std::int64_t columns = std::min(kColumnBlock, n - column);
    for (std::int64_t p = 0; p < k; p += kDepthBlock) {
      const std::int64_t depth = std::min(kDepthBlock, k - p);
      const auto panel_at = [&](std::int64_t j) {
        const std::int64_t count = std::min(chosen.columns, columns - j);
        const std::int64_t width = panel_width<Real>(count);
        if constexpr (!kIsHalf<T>)
          if (in_place && count == width)
            return Panel<Real>{&element(b, p, column + j), b.row_stride, width, count, 0};
        return Panel<Real>{packed_b + (in_place ? 0 : j * depth), width, width, count, 0};
      };
      for (std::int64_t j = 0; j < columns; j += chosen.columns) {
        const Panel<Real> panel = panel_at(j);
        if (in_place && panel.columns == panel.width) continue;
        pack_panel(&element(b, p, column + j), b.column_stride, b.row_stride, panel.columns, depth,
                   packed_b + (in_place ? 0 : j * depth), panel.width);
      }
      for (std::int64_t row = 0; row < m; row += kRowBlock) {
        const std::int64_t rows = std::min(kRowBlock, m - row);
        const std::int64_t panel_rows = panel_height(rows, chosen.rows);
        const Left<Real> left = left_of<T>({&element(a, row, p), a.row_stride, a.column_stride},
                                           rows, panel_rows, depth, packed_a);
        for (std::int64_t j = 0; j < columns; j += chosen.columns) {
          const Matrix<Real> part{&element(c, row, column + j), c.row_stride, c.column_stride};
          const Old<Real> old = p > 0 ? old_of(part) : old_part(bias, row, column + j);
          multiply_panel(left, panel_rows, panel_at(j), part, old, rows, depth);
        }
      }
    }
  }
}

template <class T>
void multiply(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
              const Old<Computed<T>>& bias, std::int64_t m, std::int64_t k, std::int64_t n) {
  if (std::min({m, k, n}) >= kFew && m * n >= kFewProducts / k)
    return multiply_packed(a, b, c, bias, m, k, n);
  multiply_plainly(a, b, c, m, k, n);
  if (bias.data == nullptr) return;
  for (std::int64_t i = 0; i < m; ++i) {
    Computed<T>* row = &element(c, i, 0);
    for (std::int64_t j = 0; j < n; ++j) row[j] += bias.data[j];
  }
}

// A block of c that one thread computes.
struct BlockSize {
  std::int64_t rows;
  std::int64_t columns;
};

// About the size that packs little twice; less where that makes few blocks, more where it makes
// them short work.  Sizes alone decide, so that every number of threads gives the same bits.
BlockSize block_size(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr std::int64_t kManyBlocks = 8;
  std::int64_t rows = std::min<std::int64_t>(m, 384);
  std::int64_t columns = std::min<std::int64_t>(n, 512);
  while (rows * columns < divide_up(kPieceProducts, k)) {
    if (rows < m)
      rows = std::min(m, 2 * rows);
    else if (columns < n)
      columns = std::min(n, 2 * columns);
    else
      break;
  }
  while (divide_up(m, rows) * divide_up(n, columns) < kManyBlocks &&
         rows * columns > divide_up(4 * kPieceProducts, k)) {
    std::int64_t& larger = rows > columns ? rows : columns;
    if (larger == 1) break;
    larger = divide_up(larger, 2);
  }
  // Of about the same size, and whole tiles.
  const auto evened = [](std::int64_t size, std::int64_t block, std::int64_t tile) {
    return std::min(size, round_up(divide_up(size, divide_up(size, block)), tile));
  };
  return {evened(m, rows, 12), evened(n, columns, 32)};
}

template <class T>
void multiply_blocks(const Matrix<const T>& a, const Matrix<const T>& b,
                     const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias, std::int64_t m,
                     std::int64_t k, std::int64_t n) {
  const BlockSize block = block_size(m, k, n);
  const std::int64_t across = divide_up(n, block.columns);
  parallel_for(divide_up(m, block.rows) * across, 1, [&](std::int64_t at, std::int64_t /*end*/) {
    const std::int64_t row = at / across * block.rows;
    const std::int64_t column = at % across * block.columns;
    multiply<T>({&element(a, row, 0), a.row_stride, a.column_stride},
                {&element(b, 0, column), b.row_stride, b.column_stride},
                {&element(c, row, column), c.row_stride, c.column_stride},
                old_part(bias, row, column),
                std::min(block.rows, m - row), k, std::min(block.columns, n - column));
  });
}

}  // namespace

template <class T>
void matmul(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
            std::int64_t m, std::int64_t k, std::int64_t n, const Computed<T>* bias) {
  const Old<Computed<T>> old{bias, 0, 1};
  if (capped_product(m * n, k) < kSplitProducts)
    multiply(a, b, c, old, m, k, n);
  else if (is_deep(m, k, n))
    multiply_deep(a, b, c, old, m, k, n);
  else if (is_near<Computed<T>>(m, k, n))
    multiply_near(a, b, c, old, m, k, n);
  else
    multiply_blocks(a, b, c, old, m, k, n);
}

TW_MATMUL_OF(Half);
TW_MATMUL_OF(BFloat16);
TW_MATMUL_OF(float);
TW_MATMUL_OF(double);

}  // namespace tw::cpu
