// Products with a right matrix so small that it stays in the caches of each core.  Tiles read it
// there, and little is done but tiles: a stretch of a few rows packs these, once for all columns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/layout.h"
#include "core/number.h"
#include "cpu/matmul.h"
#include "cpu/matmul_panels.h"
#include "cpu/matmul_tuning.h"
#include "tw/parallel.h"

namespace tw::cpu {

// Of a right matrix: twice the second-level cache of many cores.  From twice that on blocks that
// fit into it are faster.
inline constexpr std::int64_t kNearBytes = std::int64_t{2} << 20;

// Fewer stretches are too unequal a share, and shorter rows and columns too much of an edge.
inline constexpr std::int64_t kNearStretches = 8;
inline constexpr std::int64_t kNearSize = 64;

// Rows of b at once, which are all where that makes not too many.
inline std::int64_t near_depth(std::int64_t k) {
  return divide_up(k, std::max(k / kDepthBlock, std::int64_t{1}));
}

// Whether each row of a panel is whole cache lines: then b is read where it lies.  Panels of half
// as much are kept in the first-level cache, for which they must be packed.
template <class Real>
bool has_wide_panels() {
  constexpr std::size_t kTwoLines = 128;
  return static_cast<std::size_t>(kernels<Real>().columns) * sizeof(Real) >= kTwoLines;
}

// Rows of a stretch, a multiple of what follows.  Wide panels would be 1 % faster for twelve in one
// thread, but threads wait for the last stretch, and eight leave no rest of the sizes that are most
// used.  Where there are many stretches, up to three are one.
template <class Real>
std::int64_t near_rows(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr std::int64_t kMany = 64;
  const std::int64_t unit = has_wide_panels<Real>() ? 8 : 12;
  const std::int64_t rows = unit * std::clamp<std::int64_t>(m / (kMany * unit), 1, 3);
  return round_up(std::max(rows, divide_up(kPieceProducts, k * n)), unit);
}

template <class Real>
bool is_near(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr auto kSize = static_cast<std::int64_t>(sizeof(Real));
  return std::min({m, k, n}) >= kNearSize && capped_product(k, n) <= kNearBytes / kSize &&
         m >= kNearStretches * near_rows<Real>(m, k, n);
}

// The right matrix as the tiles read it.
template <class Real>
struct NearMatrix {
  const Real* data;
  std::int64_t row_stride;  // 0 where it is packed, as [panel][rows][the panel's width].
  std::int64_t rows;
  std::int64_t columns;

  // That of column j, from row p on.
  [[nodiscard]] Panel<Real> panel(std::int64_t p, std::int64_t j) const {
    const std::int64_t count = std::min(kernels<Real>().columns, columns - j);
    const std::int64_t width = panel_width<Real>(count);
    if (row_stride == 0) return {data + j * rows + p * width, width, width, count, 0};
    // The last one begins in the one before it: no column beyond the last is read.
    const std::int64_t skipped = width - count;
    return {data + p * row_stride + j - skipped, row_stride, width, count, skipped};
  }
};

// Packs all panels, of any strides and dtype, once for all threads.
template <class T>
void pack_right(const Matrix<const T>& b, std::int64_t k, std::int64_t n, Computed<T>* to) {
  constexpr std::int64_t kFewElements = std::int64_t{1} << 14;
  const std::int64_t columns = kernels<Computed<T>>().columns;
  parallel_for(divide_up(n, columns), divide_up(kFewElements, k * columns),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t j = begin * columns; j < std::min(end * columns, n);
                      j += columns) {
                   const std::int64_t count = std::min(columns, n - j);
                   pack_panel(&element(b, 0, j), b.column_stride, b.row_stride, count, k,
                              to + j * k, panel_width<Computed<T>>(count));
                 }
               });
}

template <class T>
void multiply_near_rows(const Matrix<const T>& a, const NearMatrix<Computed<T>>& b,
                        const Matrix<Computed<T>>& c, std::int64_t rows) {
  using Real = Computed<T>;
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const std::int64_t panel_rows = panel_height(rows, chosen.rows);
  const std::int64_t most_depth = near_depth(b.rows);
  const Buffer<Real> packed(rows * most_depth);
  for (std::int64_t p = 0; p < b.rows; p += most_depth) {
    const std::int64_t depth = std::min(most_depth, b.rows - p);
    pack_left<T>({&element(a, 0, p), a.row_stride, a.column_stride}, rows, panel_rows, depth,
                 packed.data());
    for (std::int64_t j = 0; j < b.columns; j += chosen.columns) {
      const Matrix<Real> part{&element(c, 0, j), c.row_stride, c.column_stride};
      multiply_panel(packed.data(), panel_rows, b.panel(p, j), part, rows, depth, p > 0);
    }
  }
}

template <class T>
void multiply_near_stretches(const Matrix<const T>& a, const NearMatrix<Computed<T>>& b,
                             const Matrix<Computed<T>>& c, std::int64_t m) {
  const std::int64_t rows = near_rows<Computed<T>>(m, b.rows, b.columns);
  parallel_for(m, rows, [&](std::int64_t begin, std::int64_t end) {
    multiply_near_rows<T>({&element(a, begin, 0), a.row_stride, a.column_stride}, b,
                          {&element(c, begin, 0), c.row_stride, c.column_stride}, end - begin);
  });
}

template <class T>
void multiply_near(const Matrix<const T>& a, const Matrix<const T>& b,
                   const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  if constexpr (!kIsHalf<T>) {
    // Rows a page apart would lie in too many pages, and in few sets of the caches.
    constexpr std::int64_t kPage = 4096 / sizeof(Real);
    if (has_wide_panels<Real>() && b.column_stride == 1 && b.row_stride >= n &&
        b.row_stride < kPage)
      return multiply_near_stretches<T>(a, {b.data, b.row_stride, k, n}, c, m);
  }
  const Buffer<Real> packed(k * round_up(n, kernels<Real>().columns));
  pack_right<T>(b, k, n, packed.data());
  multiply_near_stretches<T>(a, {packed.data(), 0, k, n}, c, m);
}

}  // namespace tw::cpu
