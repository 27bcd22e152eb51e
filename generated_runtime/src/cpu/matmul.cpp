#include "cpu/matmul.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "core/layout.h"
#include "core/memory.h"
#include "cpu/matmul_kernels.h"
#include "cpu/matmul_tuning.h"
#include "cpu/matmul_vectors.h"
#include "tw/parallel.h"

namespace tw::cpu {
namespace {

// Below so many multiplications, or so small a size, packing costs more than it gains.
constexpr std::int64_t kFewProducts = 1500;
constexpr std::int64_t kFew = 4;

// So few rows read b where it lies.
constexpr std::int64_t kFewRows = 48;

// Loops of fewer steps gain nothing from wide vectors.
constexpr std::int64_t kShort = 32;

// Places are computed only for elements that exist: strides of empty matrices may be anything.
template <class T>
T& element(const Matrix<T>& x, std::int64_t row, std::int64_t column) {
  return x.data[row * x.row_stride + column * x.column_stride];
}

template <class T>
Computed<T> computed(T value) {
  return convert<Computed<T>>(value);
}

std::int64_t divide_up(std::int64_t size, std::int64_t unit) {
  return (size + unit - 1) / unit;
}

std::int64_t round_up(std::int64_t size, std::int64_t unit) {
  return divide_up(size, unit) * unit;
}

template <class Real>
const MatmulKernels<Real>& pick(const MatmulKernels<float>& floats,
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
      return pick<Real>(kAvx512Float, kAvx512Double);
    return pick<Real>(kAvx2Float, kAvx2Double);
  }
#endif
  return pick<Real>(kPortableFloat, kPortableDouble);
}

template <class Real>
const MatmulKernels<Real>& kernels() {
  static const MatmulKernels<Real>& chosen = choose_kernels<Real>();
  return chosen;
}

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
  std::int64_t columns;  // and as much is kept.
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
      store_part(sums, b.width, part, height, b.columns, add);
    }
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

template <class T>
void multiply_packed(const Matrix<const T>& a, const Matrix<const T>& b,
                     const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k,
                     std::int64_t n) {
  using Real = Computed<T>;
  const MatmulKernels<Real>& chosen = kernels<Real>();
  const std::int64_t most_depth = std::min(k, kDepthBlock);
  const bool in_place = !kIsHalf<T> && b.column_stride == 1 && m <= kFewRows;
  const std::int64_t a_size = round_up(std::min(m, kRowBlock) * most_depth, 16);
  const std::int64_t b_size =
      in_place ? chosen.columns * most_depth
               : round_up(std::min(n, kColumnBlock), chosen.columns) * most_depth;
  const Buffer<Real> buffer(a_size + b_size);
  Real* const packed_a = buffer.data();
  Real* const packed_b = packed_a + a_size;

  const auto width_of = [&](std::int64_t columns) {
    return columns <= chosen.narrow_columns ? chosen.narrow_columns : chosen.columns;
  };
  for (std::int64_t column = 0; column < n; column += kColumnBlock) {
    const std::int64_t columns = std::min(kColumnBlock, n - column);
    for (std::int64_t p = 0; p < k; p += kDepthBlock) {
      const std::int64_t depth = std::min(kDepthBlock, k - p);
      const auto panel_at = [&](std::int64_t j) {
        const std::int64_t count = std::min(chosen.columns, columns - j);
        const std::int64_t width = width_of(count);
        if constexpr (!kIsHalf<T>)
          if (in_place && count == width)
            return Panel<Real>{&element(b, p, column + j), b.row_stride, width, count};
        return Panel<Real>{packed_b + (in_place ? 0 : j * depth), width, width, count};
      };
      for (std::int64_t j = 0; j < columns; j += chosen.columns) {
        const Panel<Real> panel = panel_at(j);
        if (in_place && panel.columns == panel.width) continue;
        pack_panel(&element(b, p, column + j), b.column_stride, b.row_stride, panel.columns, depth,
                   packed_b + (in_place ? 0 : j * depth), panel.width);
      }
      for (std::int64_t row = 0; row < m; row += kRowBlock) {
        const std::int64_t rows = std::min(kRowBlock, m - row);
        // Panels of about the same height.
        const std::int64_t panel_rows = divide_up(rows, divide_up(rows, chosen.rows));
        for (std::int64_t i = 0; i < rows; i += panel_rows) {
          const std::int64_t height = std::min(panel_rows, rows - i);
          pack_panel(&element(a, row + i, p), a.row_stride, a.column_stride, height, depth,
                     packed_a + i * depth, height);
        }
        for (std::int64_t j = 0; j < columns; j += chosen.columns) {
          const Matrix<Real> part{&element(c, row, column + j), c.row_stride, c.column_stride};
          multiply_panel(packed_a, panel_rows, panel_at(j), part, rows, depth, p > 0);
        }
      }
    }
  }
}

template <class T>
void multiply(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
              std::int64_t m, std::int64_t k, std::int64_t n) {
  if (std::min({m, k, n}) < kFew || m * n < kFewProducts / k)
    multiply_plainly(a, b, c, m, k, n);
  else
    multiply_packed(a, b, c, m, k, n);
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
                     const Matrix<Computed<T>>& c, std::int64_t m, std::int64_t k,
                     std::int64_t n) {
  const BlockSize block = block_size(m, k, n);
  const std::int64_t across = divide_up(n, block.columns);
  parallel_for(divide_up(m, block.rows) * across, 1, [&](std::int64_t at, std::int64_t /*end*/) {
    const std::int64_t row = at / across * block.rows;
    const std::int64_t column = at % across * block.columns;
    multiply<T>({&element(a, row, 0), a.row_stride, a.column_stride},
                {&element(b, 0, column), b.row_stride, b.column_stride},
                {&element(c, row, column), c.row_stride, c.column_stride},
                std::min(block.rows, m - row), k, std::min(block.columns, n - column));
  });
}

}  // namespace

template <class T>
void matmul(const Matrix<const T>& a, const Matrix<const T>& b, const Matrix<Computed<T>>& c,
            std::int64_t m, std::int64_t k, std::int64_t n) {
  if (capped_product(m * n, k) >= kSplitProducts)
    multiply_blocks(a, b, c, m, k, n);
  else
    multiply(a, b, c, m, k, n);
}

TW_MATMUL_OF(Half);
TW_MATMUL_OF(BFloat16);
TW_MATMUL_OF(float);
TW_MATMUL_OF(double);

}  // namespace tw::cpu
