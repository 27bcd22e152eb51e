// Products with a right matrix so small that it stays in the caches of each core.  Tiles read it
// there, and the left one where it lies where they can: little is done but tiles.
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
inline constexpr std::int64_t kNearSize = 16;

// Rows of b at once, which are all where that makes not too many: each time c is read and written.
inline std::int64_t near_depth(std::int64_t k) {
  return divide_up(k, divide_up(k, 2 * kDepthBlock));
}

// Whether each row of a panel is whole cache lines: then b is read where it lies.  Panels of half
// as much are kept in the first-level cache, for which they must be packed.
template <class Real>
bool has_wide_panels() {
  constexpr std::size_t kTwoLines = 128;
  return static_cast<std::size_t>(kernels<Real>().columns) * sizeof(Real) >= kTwoLines;
}

// Rows of a stretch, a multiple of what follows: eight leave no rest of the sizes that are most
// used.  The first rows of a stretch are waited for, and threads wait for the last stretch; where b
// fills the second-level cache, each stretch reads it from further away.
template <class Real>
std::int64_t near_rows(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr auto kSize = static_cast<std::int64_t>(sizeof(Real));
  const std::int64_t many = 4 * capped_product(k, n) > kNearBytes / kSize ? kNearStretches : 32;
  const std::int64_t unit = has_wide_panels<Real>() ? 8 : 12;
  const std::int64_t rows = unit * std::clamp<std::int64_t>(m / (many * unit), 1, 32);
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

// Whether tiles read b where it lies.  Rows a page apart would lie in too many pages, and in few
// sets of the caches.
template <class T>
bool reads_right_in_place(const Matrix<const T>& b, std::int64_t n) {
  constexpr std::int64_t kPage = 4096 / sizeof(T);
  if constexpr (kIsHalf<T>)
    return false;
  else
    return has_wide_panels<T>() && b.column_stride == 1 && b.row_stride >= n &&
           b.row_stride < kPage && n >= kernels<T>().columns;
}

// The right matrix as it lies, or all panels packed into `to`.
template <class T>
NearMatrix<Computed<T>> right_of(const Matrix<const T>& b, std::int64_t k, std::int64_t n,
                                 bool in_place, Computed<T>* to) {
  if constexpr (!kIsHalf<T>)
    if (in_place) return {b.data, b.row_stride, k, n};
  pack_right<T>(b, k, n, to);
  return {to, 0, k, n};
}

// The panel of so many rows that a begins with, as the tile before it fetches it.
template <class T>
Ahead<Computed<T>> next_rows(const Matrix<const T>& a, std::int64_t height, std::int64_t depth) {
  if constexpr (!kIsHalf<T>) {
    if (a.column_stride != 1) return {&element(a, height - 1, 0), a.column_stride};
    if (a.row_stride == depth) return {a.data, height};
    return {a.data, 0};
  }
  return {nullptr, 0};
}

template <class T>
void multiply_near_rows(const Matrix<const T>& a, const NearMatrix<Computed<T>>& b,
                        const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias,
                        std::int64_t rows) {
  using Real = Computed<T>;
  constexpr std::int64_t kPanels = 4;  // Of a at once, for each panel of b.
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const std::int64_t panel_rows = panel_height(rows, chosen.rows);
  const std::int64_t block_rows = std::min(rows, kPanels * panel_rows);
  const std::int64_t most_depth = near_depth(b.rows);
  const bool in_place = reads_left_in_place(a);
  const Buffer<Real> packed(in_place ? 1 : block_rows * most_depth);
  for (std::int64_t row = 0; row < rows; row += block_rows) {
    const std::int64_t count = std::min(block_rows, rows - row);
    for (std::int64_t p = 0; p < b.rows; p += most_depth) {
      const std::int64_t depth = std::min(most_depth, b.rows - p);
      const Matrix<const T> here{&element(a, row, p), a.row_stride, a.column_stride};
      const Left<Real> left = left_of<T>(here, count, panel_rows, depth, packed.data());
      for (std::int64_t j = 0; j < b.columns; j += chosen.columns) {
        const Matrix<Real> part{&element(c, row, j), c.row_stride, c.column_stride};
        const Old<Real> old = p > 0 ? old_of(part) : old_part(bias, row, j);
        const auto fetched = [&](std::int64_t i) -> Ahead<Real> {
          const std::int64_t next = i + panel_rows;
          if (!in_place || j > 0 || row + next >= rows) return {left.data, 0};
          return next_rows<T>({&element(here, next, 0), a.row_stride, a.column_stride},
                              std::min(panel_rows, rows - row - next), depth);
        };
        multiply_panel(left, panel_rows, b.panel(p, j), part, old, count, depth, fetched);
      }
    }
  }
}

template <class T>
void multiply_near_stretches(const Matrix<const T>& a, const NearMatrix<Computed<T>>& b,
                             const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias,
                             std::int64_t m) {
  const std::int64_t rows = near_rows<Computed<T>>(m, b.rows, b.columns);
  parallel_for(m, rows, [&](std::int64_t begin, std::int64_t end) {
    multiply_near_rows<T>({&element(a, begin, 0), a.row_stride, a.column_stride}, b,
                          {&element(c, begin, 0), c.row_stride, c.column_stride},
                          old_part(bias, begin, 0), end - begin);
  });
}

template <class T>
void multiply_near(const Matrix<const T>& a, const Matrix<const T>& b,
                   const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias, std::int64_t m,
                   std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  const bool in_place = reads_right_in_place(b, n);
  const Buffer<Real> packed(in_place ? 1 : k * round_up(n, kernels<Real>().columns));
  multiply_near_stretches<T>(a, right_of<T>(b, k, n, in_place, packed.data()), c, bias, m);
}

}  // namespace tw::cpu
