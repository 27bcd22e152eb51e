// The inner loops of the matrix product for vectors of any width; see matmul_kernels.h.
//
// `Width` names the vectors: it has the types Real and Vector.  Each file has its own in its unnamed
// namespace, so that no linker takes what is compiled for one processor for that of another.
#pragma once

#include <cstdint>
#include <cstring>

#include "cpu/matmul_kernels.h"

namespace tw::cpu {

template <class Width>
inline constexpr std::int64_t kLanes = sizeof(typename Width::Vector) / sizeof(typename Width::Real);

template <class Width, std::int64_t kVectors, std::int64_t kRows, bool kByRows,
          class Real = typename Width::Real>
void multiply_tile(const TileWork<Real>& work) {
  using Vector = typename Width::Vector;
  constexpr std::int64_t kStep = kLanes<Width>;
  constexpr std::int64_t kLine = 64 / sizeof(Real);
  static_assert(kRows <= 12 && kVectors <= 2);

  Vector sums[kRows][kVectors];
#pragma GCC unroll 16
  for (std::int64_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 2
    for (std::int64_t j = 0; j < kVectors; ++j) {
      if (j * kStep % kLine == 0) __builtin_prefetch(work.c + i * work.c_stride + j * kStep, 1);
      sums[i][j] = Vector{};
    }
  }

  // Four places are few enough for the registers: each is that of three rows.
  constexpr std::int64_t kPlaces = kByRows ? (kRows + 2) / 3 : 1;
  const std::int64_t a_stride = work.a_stride;
  const Real* places[kPlaces];
#pragma GCC unroll 4
  for (std::int64_t i = 0; i < kPlaces; ++i) places[i] = work.a + 3 * i * a_stride;
  const Real* b = work.b;
  const Real* ahead = work.ahead;
  for (std::int64_t p = 0; p < work.depth; ++p, b += work.b_stride, ahead += work.ahead_step) {
    __builtin_prefetch(ahead);
    Vector right[kVectors];
#pragma GCC unroll 2
    for (std::int64_t j = 0; j < kVectors; ++j) std::memcpy(&right[j], b + j * kStep, sizeof(Vector));
#pragma GCC unroll 16
    for (std::int64_t i = 0; i < kRows; ++i) {
      const Real left = kByRows ? places[i / 3 % kPlaces][i % 3 * a_stride] : places[0][i];
#pragma GCC unroll 2
      for (std::int64_t j = 0; j < kVectors; ++j) sums[i][j] += left * right[j];
    }
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < kPlaces; ++i) places[i] += kByRows ? 1 : a_stride;
  }

#pragma GCC unroll 16
  for (std::int64_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 2
    for (std::int64_t j = 0; j < kVectors; ++j) {
      Vector sum = sums[i][j];
      if (work.old != nullptr) {
        Vector old;
        std::memcpy(&old, work.old + i * work.old_stride + j * kStep, sizeof(Vector));
        sum += old;
      }
      std::memcpy(work.c + i * work.c_stride + j * kStep, &sum, sizeof(Vector));
    }
  }
}

// T is Real, or converts to it.
template <class Width, class T, class Real = typename Width::Real>
void add_row(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
             Real* __restrict__ c, std::int64_t k, std::int64_t n) {
  std::int64_t p = 0;
  for (; p + 4 <= k; p += 4) {
    const auto a0 = static_cast<Real>(a[p * a_stride]);
    const auto a1 = static_cast<Real>(a[(p + 1) * a_stride]);
    const auto a2 = static_cast<Real>(a[(p + 2) * a_stride]);
    const auto a3 = static_cast<Real>(a[(p + 3) * a_stride]);
    const T* b0 = b + p * b_stride;
    const T* b1 = b0 + b_stride;
    const T* b2 = b1 + b_stride;
    const T* b3 = b2 + b_stride;
    for (std::int64_t j = 0; j < n; ++j) {
      c[j] = c[j] + a0 * static_cast<Real>(b0[j]) + a1 * static_cast<Real>(b1[j]) +
             a2 * static_cast<Real>(b2[j]) + a3 * static_cast<Real>(b3[j]);
    }
  }
  for (; p < k; ++p) {
    const auto factor = static_cast<Real>(a[p * a_stride]);
    const T* row = b + p * b_stride;
    for (std::int64_t j = 0; j < n; ++j) c[j] += factor * static_cast<Real>(row[j]);
  }
}

// The sum of k products.
template <class Width, class T, class Real = typename Width::Real>
Real dot(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride, std::int64_t k) {
  Real sum = 0;
  std::int64_t p = 0;
  if constexpr (sizeof(T) == sizeof(Real)) {
    if (a_stride == 1 && b_stride == 1) {
      using Vector = typename Width::Vector;
      constexpr std::int64_t kStep = kLanes<Width>;
      Vector sums[4] = {};
      for (; p + 4 * kStep <= k; p += 4 * kStep) {
#pragma GCC unroll 4
        for (std::int64_t i = 0; i < 4; ++i) {
          Vector left;
          Vector right;
          std::memcpy(&left, a + p + i * kStep, sizeof(Vector));
          std::memcpy(&right, b + p + i * kStep, sizeof(Vector));
          sums[i] += left * right;
        }
      }
      const Vector total = (sums[0] + sums[1]) + (sums[2] + sums[3]);
      for (std::int64_t i = 0; i < kStep; ++i) sum += total[i];
    }
  }
  Real sums[4] = {};
  for (; p + 4 <= k; p += 4) {
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < 4; ++i) {
      sums[i] += static_cast<Real>(a[(p + i) * a_stride]) *
                 static_cast<Real>(b[(p + i) * b_stride]);
    }
  }
  for (; p < k; ++p) sum += static_cast<Real>(a[p * a_stride]) * static_cast<Real>(b[p * b_stride]);
  return sum + ((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

// Packs 4 rows [4][depth] as columns [depth][4 of width].
template <class Width, class Real = typename Width::Real>
void transpose_four(const Real* from, std::int64_t step, std::int64_t depth, Real* to,
                    std::int64_t width) {
  using Four __attribute__((vector_size(4 * sizeof(Real)))) = Real;
  std::int64_t p = 0;
  for (; p + 4 <= depth; p += 4, to += 4 * width) {
    Four rows[4];
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < 4; ++i) std::memcpy(&rows[i], from + i * step + p, sizeof(Four));
    const Four low01 = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    const Four low23 = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    const Four high01 = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    const Four high23 = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    const Four columns[4] = {__builtin_shufflevector(low01, low23, 0, 1, 4, 5),
                             __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
                             __builtin_shufflevector(high01, high23, 0, 1, 4, 5),
                             __builtin_shufflevector(high01, high23, 2, 3, 6, 7)};
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < 4; ++i) std::memcpy(to + i * width, &columns[i], sizeof(Four));
  }
  for (; p < depth; ++p, to += width)
    for (std::int64_t i = 0; i < 4; ++i) to[i] = from[i * step + p];
}

template <class Width, class Real = typename Width::Real>
void pack_rows(const Real* from, std::int64_t depth_step, std::int64_t size, std::int64_t depth,
               Real* to, std::int64_t width) {
  using Vector = typename Width::Vector;
  constexpr std::int64_t kStep = kLanes<Width>;
  for (std::int64_t p = 0; p < depth; ++p, from += depth_step, to += width) {
    std::int64_t i = 0;
    for (; i + kStep <= size; i += kStep) std::memcpy(to + i, from + i, sizeof(Vector));
    for (; i + 4 <= size; i += 4) std::memcpy(to + i, from + i, 4 * sizeof(Real));
    for (; i < size; ++i) to[i] = from[i];
  }
}

template <class Width, class Real = typename Width::Real>
void pack(const Real* from, std::int64_t step, std::int64_t depth_step, std::int64_t size,
          std::int64_t depth, Real* to, std::int64_t width) {
  if (size < width)
    for (std::int64_t p = 0; p < depth; ++p)
      for (std::int64_t i = size; i < width; ++i) to[p * width + i] = 0;
  if (step == 1) {
    pack_rows<Width>(from, depth_step, size, depth, to, width);
  } else if (depth_step == 1 && size >= 4) {
    for (std::int64_t i = 0; i < size; i += 4) {
      const std::int64_t start = i + 4 <= size ? i : size - 4;  // The last ones overlap.
      transpose_four<Width>(from + start * step, step, depth, to + start, width);
    }
  } else {
    for (std::int64_t p = 0; p < depth; ++p)
      for (std::int64_t i = 0; i < size; ++i) to[p * width + i] = from[i * step + p * depth_step];
  }
}

// Tiles of 1 row, 2, and so on, as listed.
template <class Width, std::int64_t kVectors, bool kByRows, std::int64_t... kRows>
inline constexpr typename MatmulKernels<typename Width::Real>::Tile kTiles[] = {
    &multiply_tile<Width, kVectors, kRows, kByRows>...};

template <class Width, std::int64_t... kRows>
inline constexpr MatmulKernels<typename Width::Real> kKernelsOf = {
    sizeof...(kRows),
    2 * kLanes<Width>,
    kLanes<Width>,
    {kTiles<Width, 2, false, kRows...>, kTiles<Width, 2, true, kRows...>},
    {kTiles<Width, 1, false, kRows...>, kTiles<Width, 1, true, kRows...>},
    &pack<Width>,
    &add_row<Width, typename Width::Real>,
    &dot<Width, typename Width::Real>};

}  // namespace tw::cpu
