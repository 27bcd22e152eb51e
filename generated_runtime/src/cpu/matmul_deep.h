// Products of two matrices with a long side that goes away: the results are few, and each is a long
// sum.  Stretches of the depth are multiplied apart, so that threads share the work and each reads
// its part of both matrices once, and their results are added in a fixed order.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/layout.h"
#include "core/number.h"
#include "cpu/matmul.h"
#include "cpu/matmul_near.h"
#include "cpu/matmul_panels.h"
#include "tw/parallel.h"

namespace tw::cpu {

// At once, so that the caches hold it, and what is fetched for the next time.
inline constexpr std::int64_t kDeepBlock = 128;

// Sizes alone decide, so that every number of threads gives the same bits.
struct DeepSizes {
  std::int64_t rows;  // Of a part of c.
  std::int64_t columns;
  std::int64_t depth;  // Of a stretch.
};

inline bool is_deep(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr std::int64_t kLeastDepth = 2048;
  constexpr std::int64_t kMostResults = std::int64_t{1} << 17;
  return std::min(m, n) >= kNearSize && k >= std::max(kLeastDepth, 2 * std::max(m, n)) &&
         m * n <= kMostResults;
}

inline DeepSizes deep_sizes(std::int64_t m, std::int64_t k, std::int64_t n) {
  constexpr std::int64_t kSize = 128;
  constexpr std::int64_t kPieces = 8;
  constexpr std::int64_t kShortest = 512;
  const auto evened = [](std::int64_t size, std::int64_t unit) {
    return std::min(size, round_up(divide_up(size, divide_up(size, kSize)), unit));
  };
  const std::int64_t rows = evened(m, 4);
  const std::int64_t columns = evened(n, 32);
  const std::int64_t parts = divide_up(m, rows) * divide_up(n, columns);
  const std::int64_t least = std::max(kShortest, divide_up(4 * kPieceProducts, rows * columns));
  const std::int64_t depth = std::max(least, divide_up(k, divide_up(kPieces, parts)));
  return {rows, columns, round_up(depth, kDeepBlock)};
}

// The blocks of a stretch, one after the other.
template <class T>
void multiply_deep_part(const Matrix<const T>& a, const Matrix<const T>& b,
                        const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias, std::int64_t m,
                        std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  constexpr std::int64_t kLine = 64 / sizeof(Real);
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const std::int64_t panel_rows = panel_height(m, chosen.rows);
  const bool a_in_place = reads_left_in_place(a);
  // With few rows packing would take longer than it gains.
  const bool b_in_place = m <= kFewRows && reads_right_in_place(b, n);
  const std::int64_t a_size = a_in_place ? 0 : round_up(m, 16) * kDeepBlock;
  const std::int64_t b_size = b_in_place ? 0 : round_up(n, chosen.columns) * kDeepBlock;
  const Buffer<Real> packed(a_size + b_size + 1);
  for (std::int64_t p = 0; p < k; p += kDeepBlock) {
    const std::int64_t depth = std::min(kDeepBlock, k - p);
    const Matrix<const T> here{&element(a, 0, p), a.row_stride, a.column_stride};
    const Left<Real> left = left_of<T>(here, m, panel_rows, depth, packed.data());
    const NearMatrix<Real> right = right_of<T>({&element(b, p, 0), b.row_stride, b.column_stride},
                                               depth, n, b_in_place, packed.data() + a_size);
    // Each tile fetches a line of each row or column of the next block, first those of b.
    std::int64_t b_lines = b.column_stride == 1 && p + 2 * depth <= k ? divide_up(n, kLine) : 0;
    std::int64_t a_lines = a.row_stride == 1 && p + 2 * depth <= k ? divide_up(m, kLine) : 0;
    const auto fetched = [&](std::int64_t /*i*/) -> Ahead<Real> {
      if constexpr (!kIsHalf<T>) {
        if (b_lines > 0) return {&element(b, p + depth, kLine * --b_lines), b.row_stride};
        if (a_lines > 0) return {&element(a, kLine * --a_lines, p + depth), a.column_stride};
      }
      return {left.data, 0};
    };
    for (std::int64_t j = 0; j < n; j += chosen.columns) {
      const Matrix<Real> part{&element(c, 0, j), c.row_stride, c.column_stride};
      const Old<Real> old = p > 0 ? old_of(part) : old_part(bias, 0, j);
      multiply_panel(left, panel_rows, right.panel(0, j), part, old, m, depth, fetched);
    }
  }
}

// Adds to c the results of the stretches after the first, which lie one after the other.
template <class Real>
void add_stretches(const Real* sums, std::int64_t count, const Matrix<Real>& c, std::int64_t m,
                   std::int64_t n) {
  constexpr std::int64_t kFewElements = std::int64_t{1} << 12;
  parallel_for(m, divide_up(kFewElements, n), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      for (std::int64_t s = 0; s < count; ++s) {
        const Real* from = sums + (s * m + i) * n;
        for (std::int64_t j = 0; j < n; ++j) element(c, i, j) += from[j];
      }
    }
  });
}

template <class T>
void multiply_deep(const Matrix<const T>& a, const Matrix<const T>& b,
                   const Matrix<Computed<T>>& c, const Old<Computed<T>>& bias, std::int64_t m,
                   std::int64_t k, std::int64_t n) {
  using Real = Computed<T>;
  const DeepSizes sizes = deep_sizes(m, k, n);
  const std::int64_t across = divide_up(n, sizes.columns);
  const std::int64_t parts = divide_up(m, sizes.rows) * across;
  const std::int64_t stretches = divide_up(k, sizes.depth);
  const Buffer<Real> sums((stretches - 1) * m * n + 1);
  parallel_for(parts * stretches, 1, [&](std::int64_t at, std::int64_t /*end*/) {
    const std::int64_t stretch = at / parts;
    const std::int64_t row = at % parts / across * sizes.rows;
    const std::int64_t column = at % across * sizes.columns;
    const std::int64_t p = stretch * sizes.depth;
    const Matrix<Real> to =
        stretch == 0 ? c : Matrix<Real>{sums.data() + (stretch - 1) * m * n, n, 1};
    multiply_deep_part<T>({&element(a, row, p), a.row_stride, a.column_stride},
                          {&element(b, p, column), b.row_stride, b.column_stride},
                          {&element(to, row, column), to.row_stride, to.column_stride},
                          stretch == 0 ? old_part(bias, row, column) : Old<Real>{nullptr, 0, 0},
                          std::min(sizes.rows, m - row), std::min(sizes.depth, k - p),
                          std::min(sizes.columns, n - column));
  });
  if (stretches > 1) add_stretches(sums.data(), stretches - 1, c, m, n);
}

}  // namespace tw::cpu
