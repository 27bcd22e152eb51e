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

// So few rows read b where it lies, if the cost of packing decides.
inline constexpr std::int64_t kFewRows = 48;

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

// What c begins with: nothing where there is no data.
template <class Real>
using Old = Matrix<const Real>;

template <class Real>
Old<Real> old_part(const Old<Real>& old, std::int64_t row, std::int64_t column) {
  if (old.data == nullptr) return old;
  return {&element(old, row, column), old.row_stride, old.column_stride};
}

// What c holds, for the depth that follows.
template <class Real>
Old<Real> old_of(const Matrix<Real>& c) {
  return {c.data, c.row_stride, c.column_stride};
}

// Sets the part of a tile that c has.
template <class Real>
void store_part(const Real* sums, std::int64_t width, const Matrix<Real>& c, const Old<Real>& old,
                std::int64_t rows, std::int64_t columns) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) {
      const Real sum = sums[i * width + j];
      element(c, i, j) = old.data == nullptr ? sum : sum + element(old, i, j);
    }
  }
}

// Rows of a as the kernels read them.
template <class Real>
struct Left {
  const Real* data;
  std::int64_t row_stride;
  std::int64_t column_stride;  // 0 where they are packed, as [panel][depth][the panel's height].

  [[nodiscard]] bool by_rows() const { return column_stride == 1; }

  // Where the panel of row i begins, and how far apart its contiguous rows or columns are.
  [[nodiscard]] const Real* panel(std::int64_t i, std::int64_t depth) const {
    return data + i * (column_stride == 0 ? depth : row_stride);
  }
  [[nodiscard]] std::int64_t stride(std::int64_t height) const {
    return column_stride == 0 ? height : by_rows() ? row_stride : column_stride;
  }
};

// Whether tiles read a where it lies.  What they read at once must not lie in the same few sets of
// the first-level cache, as with rows that are a page apart.
template <class T>
bool reads_left_in_place(const Matrix<const T>& a) {
  constexpr std::int64_t kMostStride = 2304 / sizeof(T);
  if constexpr (kIsHalf<T>) return false;
  return (a.column_stride == 1 && a.row_stride <= kMostStride) ||
         (a.row_stride == 1 && a.column_stride > 1 && a.column_stride <= kMostStride);
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

// What a tile fetches for later ones.
template <class Real>
struct Ahead {
  const Real* data;
  std::int64_t step;
};

// c[rows,columns of b] from `old` and from a, of which a panel has so many rows.  The tile from row
// i on fetches what fetched(i) says.
template <class Real, class Fetched>
void multiply_panel(const Left<Real>& a, std::int64_t panel_rows, const Panel<Real>& b,
                    const Matrix<Real>& c, const Old<Real>& old, std::int64_t rows,
                    std::int64_t depth, Fetched fetched) {
  constexpr std::int64_t kTileMost = 512;
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const auto& of_width = b.width == chosen.columns ? chosen.tiles : chosen.narrow_tiles;
  const auto* tiles = a.by_rows() ? of_width.by_rows : of_width.by_columns;
  const bool whole = b.width == b.columns && c.column_stride == 1 &&
                     (old.data == nullptr || old.column_stride == 1);
  for (std::int64_t i = 0; i < rows; i += panel_rows) {
    const std::int64_t height = std::min(panel_rows, rows - i);
    const Matrix<Real> part{&element(c, i, 0), c.row_stride, c.column_stride};
    const Old<Real> before = old_part(old, i, 0);
    const Ahead<Real> ahead = fetched(i);
    TileWork<Real> work{a.panel(i, depth), a.stride(height), b.data,      b.row_stride,
                        depth,             part.data,        c.row_stride, before.data,
                        before.row_stride, ahead.data,       ahead.step};
    if (whole) {
      tiles[height - 1](work);
    } else {
      alignas(64) Real sums[kTileMost];
      work.c = sums;
      work.c_stride = b.width;
      work.old = nullptr;
      tiles[height - 1](work);
      store_part(sums + b.skipped, b.width, part, before, height, b.columns);
    }
  }
}

template <class Real>
void multiply_panel(const Left<Real>& a, std::int64_t panel_rows, const Panel<Real>& b,
                    const Matrix<Real>& c, const Old<Real>& old, std::int64_t rows,
                    std::int64_t depth) {
  multiply_panel(a, panel_rows, b, c, old, rows, depth,
                 [&](std::int64_t /*i*/) { return Ahead<Real>{a.data, 0}; });
}

// Panels of about the same height for so many rows.
inline std::int64_t panel_height(std::int64_t rows, std::int64_t most) {
  return divide_up(rows, divide_up(rows, most));
}

// The left matrix as it lies, or packed into `to`.
template <class T>
Left<Computed<T>> left_of(const Matrix<const T>& a, std::int64_t rows, std::int64_t panel_rows,
                          std::int64_t depth, Computed<T>* to) {
  if constexpr (!kIsHalf<T>)
    if (reads_left_in_place(a)) return {a.data, a.row_stride, a.column_stride};
  for (std::int64_t i = 0; i < rows; i += panel_rows) {
    const std::int64_t height = std::min(panel_rows, rows - i);
    pack_panel(&element(a, i, 0), a.row_stride, a.column_stride, height, depth, to + i * depth,
               height);
  }
  return {to, 0, 0};
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
