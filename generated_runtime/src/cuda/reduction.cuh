// The kernels of all reductions.  The tree that they follow, whatever the layout and the cut:
//   a lane    joins every 32nd element of a chunk, in their order
//   a chunk   joins its 32 lanes from 16 down to 1
//   a piece   is one chunk in a row of up to kWarpRow elements, or else kChunks of them, joined
//             from kChunks / 2 down to 1
//   a row     is one piece, or up to kPiecesMax that a second launch joins as a chunk its elements
// and the ways to go through it:
//   warp_kernel     a warp for a row of one chunk
//   block_kernel    a block for a piece, whose warps take its chunks in turn
//   columns_kernel  a block for the pieces of neighbouring rows, where these lie closer to each
//                   other than the elements of a row: neighbours in a warp have neighbouring rows
//   pieces_kernel   a warp for the pieces of a row
//
// A kind of reduction has
//   Element, Part, Result: of a tensor, of some elements, and what is written; a Part is trivial;
//   start(): the part of no elements, which changes nothing in join(part, part);
//   part(element, row, at): of one element, the one at `at` of its row;
//   result(part)
// and, where Part is no number, from_above(part, by).  All are const and of the device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cuda/device.h"
#include "cuda/reduction.h"
#include "tw/shape.h"

namespace tw::cuda {

inline constexpr int kLanes = 32;
inline constexpr int kChunks = 8;
inline constexpr int kThreadsMax = 1024;  // Of a block: 64 registers for a thread.
// Of columns_kernel, which needs more of them; unless one block at a time is said to do, ptxas
// spills rather than take more than 64.
inline constexpr int kColumnsThreadsMax = 512;
inline constexpr int kWidthMax = 32;  // Of rows that columns_kernel reduces at a time.
inline constexpr std::int64_t kWarpRow = 1024;
inline constexpr std::int64_t kPiece = 4096;  // Elements, where there are not too many.
inline constexpr std::int64_t kPiecesMax = 1024;

// ---- What a kernel is given ----

// Dims from the outermost to the innermost.
struct Path {
  std::int64_t sizes[kRankMax];
  std::int64_t strides[kRankMax];
  int dims;
};

struct Tree {
  const void* data;
  Path rows;
  Path row;
  std::int64_t results;
  std::int64_t length;  // Of a row.
  std::int64_t pieces;  // Of a row.
  std::int64_t chunk;   // Elements of a chunk; the last ones of a row may have fewer or none.
  int chunks;           // Of a piece.
  int width_bits;       // columns_kernel reduces 2 to this power rows at a time.
};

// ---- The kernels ----

__device__ inline std::int64_t offset_of(const Path& path, std::int64_t index) {
  std::int64_t rest = index;
  std::int64_t offset = 0;
  for (int dim = path.dims - 1; dim >= 0; --dim) {
    // What is left for the outermost dim is its index.
    const std::int64_t outer = dim > 0 ? rest / path.sizes[dim] : 0;
    offset += (rest - outer * path.sizes[dim]) * path.strides[dim];
    rest = outer;
  }
  return offset;
}

// The part of this lane in the chunk `chunk` of a row.
template <class Kind>
__device__ typename Kind::Part lane_part(const Kind& kind, const Tree& tree, std::int64_t row,
                                         std::int64_t chunk, int lane) {
  const auto* const data =
      static_cast<const typename Kind::Element*>(tree.data) + offset_of(tree.rows, row);
  const std::int64_t begin = chunk * tree.chunk;
  const std::int64_t end = begin + tree.chunk < tree.length ? begin + tree.chunk : tree.length;
  typename Kind::Part part = kind.start();
  if (tree.row.dims <= 1) {
    const std::int64_t stride = tree.row.strides[0];
    for (std::int64_t i = begin + lane; i < end; i += kLanes)
      part = kind.join(part, kind.part(data[i * stride], row, i));
  } else {
    for (std::int64_t i = begin + lane; i < end; i += kLanes)
      part = kind.join(part, kind.part(data[offset_of(tree.row, i)], row, i));
  }
  return part;
}

// What the lane `by` lanes above has; all lanes of the warp take part.
template <class Number>
__device__ Number from_above(Number part, int by) {
  static_assert(std::is_arithmetic_v<Number>);
  return __shfl_down_sync(0xFFFFFFFFU, part, by);
}

// In lane 0 the join of all lanes of the warp.
template <class Kind>
__device__ typename Kind::Part joined_lanes(const Kind& kind, typename Kind::Part part) {
  for (int by = kLanes / 2; by > 0; by /= 2) part = kind.join(part, from_above(part, by));
  return part;
}

// The same by all threads of a block, in shared memory, for `count` parts of each of 2^width_bits
// columns: the first of each column then is the join of all.  Barriers stand before and after.
template <class Kind>
__device__ void join_columns(const Kind& kind, typename Kind::Part* parts, int count,
                             int width_bits) {
  const auto thread = static_cast<int>(threadIdx.x);
  const auto threads = static_cast<int>(blockDim.x);
  __syncthreads();
  for (int by = count / 2; by > 0; by /= 2) {
    const int far = by << width_bits;
    for (int i = thread; i < far; i += threads) parts[i] = kind.join(parts[i], parts[i + far]);
    __syncthreads();
  }
}

// The part of a piece: the result where a row is no more than that.
template <class Kind>
__device__ void write_piece(const Kind& kind, const Tree& tree, void* to,
                            typename Kind::Part* pieces, std::int64_t row, std::int64_t piece,
                            typename Kind::Part part) {
  if (tree.pieces == 1)
    static_cast<typename Kind::Result*>(to)[row] = kind.result(part);
  else
    pieces[row * tree.pieces + piece] = part;
}

template <class Kind>
__global__ void __launch_bounds__(kThreadsMax)
    warp_kernel(Kind kind, Tree tree, void* to) {
  const auto lane = static_cast<int>(threadIdx.x) % kLanes;
  const std::int64_t warps = blockDim.x / kLanes;
  const std::int64_t first = blockIdx.x * warps + threadIdx.x / kLanes;
  for (std::int64_t row = first; row < tree.results; row += gridDim.x * warps) {
    const auto part = joined_lanes(kind, lane_part(kind, tree, row, 0, lane));
    if (lane == 0) static_cast<typename Kind::Result*>(to)[row] = kind.result(part);
  }
}

template <class Kind>
__global__ void __launch_bounds__(kThreadsMax)
    block_kernel(Kind kind, Tree tree, void* to, typename Kind::Part* pieces) {
  __shared__ typename Kind::Part chunks[kChunks];
  const auto lane = static_cast<int>(threadIdx.x) % kLanes;
  const auto warp = static_cast<int>(threadIdx.x) / kLanes;
  const auto warps = static_cast<int>(blockDim.x) / kLanes;
  const std::int64_t items = tree.results * tree.pieces;
  for (std::int64_t item = blockIdx.x; item < items; item += gridDim.x) {
    const std::int64_t row = item / tree.pieces;
    const std::int64_t piece = item % tree.pieces;
    for (int i = warp; i < kChunks; i += warps) {
      const auto part = joined_lanes(kind, lane_part(kind, tree, row, piece * kChunks + i, lane));
      if (lane == 0) chunks[i] = part;
    }
    __syncthreads();
    if (warp == 0) {
      const auto part = joined_lanes(kind, lane < kChunks ? chunks[lane] : kind.start());
      if (lane == 0) write_piece(kind, tree, to, pieces, row, piece, part);
    }
    __syncthreads();
  }
}

template <class Kind>
__global__ void __launch_bounds__(kColumnsThreadsMax, 1)
    columns_kernel(Kind kind, Tree tree, void* to, typename Kind::Part* pieces) {
  __shared__ typename Kind::Part lanes[kLanes * kWidthMax];
  __shared__ typename Kind::Part chunks[kChunks * kWidthMax];
  const auto thread = static_cast<int>(threadIdx.x);
  const auto threads = static_cast<int>(blockDim.x);
  const int width = 1 << tree.width_bits;
  const std::int64_t items = ((tree.results - 1) / width + 1) * tree.pieces;
  for (std::int64_t item = blockIdx.x; item < items; item += gridDim.x) {
    const std::int64_t first = item / tree.pieces * width;
    const std::int64_t piece = item % tree.pieces;
    for (int chunk = 0; chunk < tree.chunks; ++chunk) {
      for (int i = thread; i < kLanes * width; i += threads) {
        const std::int64_t row = first + i % width;
        const int lane = i >> tree.width_bits;
        lanes[i] = row < tree.results
                       ? lane_part(kind, tree, row, piece * tree.chunks + chunk, lane)
                       : kind.start();
      }
      join_columns(kind, lanes, kLanes, tree.width_bits);
      // No barrier after this: a thread reads of `lanes` what it alone writes for the next chunk.
      for (int i = thread; i < width; i += threads) chunks[chunk * width + i] = lanes[i];
    }
    join_columns(kind, chunks, tree.chunks, tree.width_bits);
    for (int i = thread; i < width && first + i < tree.results; i += threads)
      write_piece(kind, tree, to, pieces, first + i, piece, chunks[i]);
    // The next one writes to `chunks` after barriers of its own.
  }
}

template <class Kind>
__global__ void __launch_bounds__(kThreadsMax)
    pieces_kernel(Kind kind, Tree tree, void* to, const typename Kind::Part* pieces) {
  const auto lane = static_cast<int>(threadIdx.x) % kLanes;
  const std::int64_t warps = blockDim.x / kLanes;
  const std::int64_t first = blockIdx.x * warps + threadIdx.x / kLanes;
  for (std::int64_t row = first; row < tree.results; row += gridDim.x * warps) {
    typename Kind::Part part = kind.start();
    for (std::int64_t i = lane; i < tree.pieces; i += kLanes)
      part = kind.join(part, pieces[row * tree.pieces + i]);
    part = joined_lanes(kind, part);
    if (lane == 0) static_cast<typename Kind::Result*>(to)[row] = kind.result(part);
  }
}

// ---- The side of the host ----

// The kernels of a kind.  What is the same for all kinds is compiled once, in reduction.cu, and
// comes to them through here.
struct Kernels {
  const void* kind;
  std::size_t part_bytes;
  cudaError_t (*warps)(const void* kind, const Launch& shape, const Tree& tree, void* to);
  cudaError_t (*blocks)(const void* kind, const Launch& shape, const Tree& tree, void* to,
                        void* pieces);
  cudaError_t (*columns)(const void* kind, const Launch& shape, const Tree& tree, void* to,
                         void* pieces);
  cudaError_t (*pieces)(const void* kind, const Launch& shape, const Tree& tree, void* to,
                        const void* pieces);
};

// How many rows, and of how many elements.
[[nodiscard]] std::int64_t results_of(const Rows& rows);
[[nodiscard]] std::int64_t length_of(const Rows& rows);

void reduce(const Cut& cut, const Rows& rows, void* to, const Kernels& kernels);

template <class Kind>
[[nodiscard]] cudaError_t launch_warps(const void* kind, const Launch& shape, const Tree& tree,
                                       void* to) {
  return tw::launch(warp_kernel<Kind>, shape, *static_cast<const Kind*>(kind), tree, to);
}

template <class Kind>
[[nodiscard]] cudaError_t launch_blocks(const void* kind, const Launch& shape, const Tree& tree,
                                        void* to, void* pieces) {
  return tw::launch(block_kernel<Kind>, shape, *static_cast<const Kind*>(kind), tree, to,
                    static_cast<typename Kind::Part*>(pieces));
}

template <class Kind>
[[nodiscard]] cudaError_t launch_columns(const void* kind, const Launch& shape, const Tree& tree,
                                         void* to, void* pieces) {
  return tw::launch(columns_kernel<Kind>, shape, *static_cast<const Kind*>(kind), tree, to,
                    static_cast<typename Kind::Part*>(pieces));
}

template <class Kind>
[[nodiscard]] cudaError_t launch_pieces(const void* kind, const Launch& shape, const Tree& tree,
                                        void* to, const void* pieces) {
  return tw::launch(pieces_kernel<Kind>, shape, *static_cast<const Kind*>(kind), tree, to,
                    static_cast<const typename Kind::Part*>(pieces));
}

template <class Kind>
void reduce_by(const Kind& kind, const Cut& cut, const Rows& rows, void* to) {
  reduce(cut, rows, to,
         {&kind, sizeof(typename Kind::Part), &launch_warps<Kind>, &launch_blocks<Kind>,
          &launch_columns<Kind>, &launch_pieces<Kind>});
}

// visit() of core/number.h for elements that are only read: a bool is a byte of 0 or 1.
template <class Function>
void visit_elements(Dtype dtype, Function&& function) {
  visit(dtype == Dtype::boolean ? Dtype::u8 : dtype, [&]([[maybe_unused]] auto tag) {
    if constexpr (!std::is_same_v<typename decltype(tag)::type, bool>) function(tag);
  });
}

}  // namespace tw::cuda
