// What the ways to multiply packed matrices share: panels, and the loops over tiles.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/memory.h"
#include "core/number.h"
#include "cpu/matmul.h"
#include "cpu/matmul_kernels.h"

namespace tw::cpu {

// Places are computed only for elements that exist: strides of empty matrices may be anything.
template <class T>
T& element(const Matrix<T>& x, std::int64_t row, std::int64_t column) {
  return x.data[row * x.row_stride + column * x.column_stride];
}

template <class T>
Computed<T> computed(T value) {
  return convert<Computed<T>>(value);
}

inline std::int64_t divide_up(std::int64_t size, std::int64_t unit) {
  return (size + unit - 1) / unit;
}

inline std::int64_t round_up(std::int64_t size, std::int64_t unit) {
  return divide_up(size, unit) * unit;
}

template <class Real>
const MatmulKernels<Real>& pick_kernels(const MatmulKernels<float>& floats,
                                        const MatmulKernels<double>& doubles) {
  if constexpr (std::is_same_v<Real, float>)
    return floats;
  else
    return doubles;
}

template <class Real>
const MatmulKernels<Real>& choose_kernels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
      return pick_kernels<Real>(kAvx512Float, kAvx512Double);
    return pick_kernels<Real>(kAvx2Float, kAvx2Double);
  }
#endif
  return pick_kernels<Real>(kPortableFloat, kPortableDouble);
}

template <class Real>
const MatmulKernels<Real>& kernels() {
  static const MatmulKernels<Real>& chosen = choose_kernels<Real>();
  return chosen;
}

// Of a panel that has so many columns.
template <class Real>
std::int64_t panel_width(std::int64_t columns) {
  const MatmulKernels<Real>& chosen = kernels<Real>();
  return columns <= chosen.narrow_columns ? chosen.narrow_columns : chosen.columns;
}

// See MatmulKernels::Pack.
template <class T>
void pack_panel(const T* from, std::int64_t step, std::int64_t depth_step, std::int64_t size,
                std::int64_t depth, Computed<T>* to, std::int64_t width) {
  if constexpr (kIsHalf<T>) {
    for (std::int64_t p = 0; p < depth; ++p, from += depth_step, to += width) {
      if (step == 1)
        for (std::int64_t i = 0; i < size; ++i) to[i] = computed(from[i]);
      else
        for (std::int64_t i = 0; i < size; ++i) to[i] = computed(from[i * step]);
      std::fill(to + size, to + width, 0.0F);
    }
  } else {
    kernels<T>().pack(from, step, depth_step, size, depth, to, width);
  }
}

// Sets the part of a tile that c has, or adds to it.
template <class Real>
void store_part(const Real* sums, std::int64_t width, const Matrix<Real>& c, std::int64_t rows,
                std::int64_t columns, bool add) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) {
      Real& old = element(c, i, j);
      const Real sum = sums[i * width + j];
      old = add ? old + sum : sum;
    }
  }
}

// Columns of b as the kernels read them: packed, or where they lie.
template <class Real>
struct Panel {
  const Real* data;
  std::int64_t row_stride;
  std::int64_t width;    // As much is computed,
  std::int64_t columns;  // and as much is kept,
  std::int64_t skipped;  // from here on.
};

// c[rows,columns of b] from packed a, of which a panel has so many rows.
template <class Real>
void multiply_panel(const Real* a, std::int64_t panel_rows, const Panel<Real>& b,
                    const Matrix<Real>& c, std::int64_t rows, std::int64_t depth, bool add) {
  constexpr std::int64_t kTileMost = 512;
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const auto* tiles = b.width == chosen.columns ? chosen.tiles : chosen.narrow_tiles;
  for (std::int64_t i = 0; i < rows; i += panel_rows) {
    const std::int64_t height = std::min(panel_rows, rows - i);
    const auto tile = tiles[height - 1];
    const Matrix<Real> part{&element(c, i, 0), c.row_stride, c.column_stride};
    if (b.width == b.columns && c.column_stride == 1) {
      tile(a + i * depth, b.data, b.row_stride, depth, part.data, part.row_stride, add);
    } else {
      alignas(64) Real sums[kTileMost];
      tile(a + i * depth, b.data, b.row_stride, depth, sums, b.width, false);
      store_part(sums + b.skipped, b.width, part, height, b.columns, add);
    }
  }
}

// Panels of about the same height for so many rows.
inline std::int64_t panel_height(std::int64_t rows, std::int64_t most) {
  return divide_up(rows, divide_up(rows, most));
}

template <class T>
void pack_left(const Matrix<const T>& a, std::int64_t rows, std::int64_t panel_rows,
               std::int64_t depth, Computed<T>* to) {
  for (std::int64_t i = 0; i < rows; i += panel_rows) {
    const std::int64_t height = std::min(panel_rows, rows - i);
    pack_panel(&element(a, i, 0), a.row_stride, a.column_stride, height, depth, to + i * depth,
               height);
  }
}

template <class Real>
class Buffer {
 public:
  explicit Buffer(std::int64_t count)
      : block_(take_block(static_cast<std::size_t>(count) * sizeof(Real))) {}
  ~Buffer() { give_block(block_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  [[nodiscard]] Real* data() const { return static_cast<Real*>(block_.memory); }

 private:
  Block block_;
};

}  // namespace tw::cpu
