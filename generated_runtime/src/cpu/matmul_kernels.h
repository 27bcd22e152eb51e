// The inner loops of the matrix product, compiled once for each kind of processor.
#pragma once

#include <cstdint>

namespace tw::cpu {

// What a tile works on.  The columns of b, c and `old` are contiguous.
template <class Real>
struct TileWork {
  const Real* a;  // Its rows or its columns are contiguous; the others are a stride apart.
  std::int64_t a_stride;
  const Real* b;
  std::int64_t b_stride;
  std::int64_t depth;
  Real* c;
  std::int64_t c_stride;
  const Real* old;  // Is added, unless it is null: c itself, or what c begins with.
  std::int64_t old_stride;
  const Real* ahead;  // Fetched for a later tile: a line with each step of the depth.
  std::int64_t ahead_step;
};

// A tile is a part of c that fits into the registers: up to `rows` rows of `columns` columns, or
// of `narrow_columns`, which is less.
template <class Real>
struct MatmulKernels {
  using Tile = void (*)(const TileWork<Real>& work);

  // Packs `size` rows of a, or columns of b, that are `step` apart, as [depth][width]; zeros fill
  // it up.
  using Pack = void (*)(const Real* from, std::int64_t step, std::int64_t depth_step,
                        std::int64_t size, std::int64_t depth, Real* to, std::int64_t width);

  // Adds a[1,k] * b[k,n] to c[1,n]; the columns of b and c are contiguous.
  using Row = void (*)(const Real* a, std::int64_t a_stride, const Real* b, std::int64_t b_stride,
                       Real* c, std::int64_t k, std::int64_t n);

  // The sum of k products.
  using Dot = Real (*)(const Real* a, std::int64_t a_stride, const Real* b, std::int64_t b_stride,
                       std::int64_t k);

  // Tiles of 1 row, 2, and so on up to `rows`, where a is [depth][rows], as packing leaves it, and
  // where it is [rows][depth].
  struct Tiles {
    const Tile* by_columns;
    const Tile* by_rows;
  };

  std::int64_t rows;
  std::int64_t columns;
  std::int64_t narrow_columns;
  Tiles tiles;
  Tiles narrow_tiles;
  Pack pack;
  Row add_row;
  Dot dot;
};

extern const MatmulKernels<float> kPortableFloat;
extern const MatmulKernels<double> kPortableDouble;

// Only for processors with AVX2 and FMA, and with AVX-512 (F, BW, DQ, VL).
extern const MatmulKernels<float> kAvx2Float;
extern const MatmulKernels<double> kAvx2Double;
extern const MatmulKernels<float> kAvx512Float;
extern const MatmulKernels<double> kAvx512Double;

}  // namespace tw::cpu
