// What all reductions do on the host alike: the tree, and which kernels go through it.
#include "cuda/reduction.cuh"

#include <algorithm>

#include "core/tensor_impl.h"
#include "tw/tensor.h"

namespace tw::cuda {
namespace {

std::int64_t product_of(const Dims& sizes) {
  std::int64_t product = 1;
  for (const std::int64_t size : sizes) product *= size;
  return product;
}

std::int64_t quotient_up(std::int64_t count, std::int64_t by) {
  return (count - 1) / by + 1;
}

// Without dims of size 1, and with neighbours joined where one stride runs through both.
Path path_of(const Dims& sizes, const Dims& strides) {
  Path path = {};
  for (std::size_t dim = 0; dim < sizes.size(); ++dim) {
    if (sizes[dim] == 1) continue;
    const int last = path.dims - 1;
    if (last >= 0 && path.strides[last] == sizes[dim] * strides[dim]) {
      path.sizes[last] *= sizes[dim];
      path.strides[last] = strides[dim];
    } else {
      path.sizes[path.dims] = sizes[dim];
      path.strides[path.dims] = strides[dim];
      ++path.dims;
    }
  }
  return path;
}

// Where there are results.
Tree tree_of(const Rows& rows) {
  Tree tree = {};
  tree.data = rows.data;
  tree.rows = path_of(rows.sizes, rows.strides);
  tree.row = path_of(rows.row_sizes, rows.row_strides);
  tree.results = results_of(rows);
  tree.length = length_of(rows);
  tree.pieces = 1;
  tree.chunks = 1;
  tree.chunk = tree.length;
  if (tree.length > kWarpRow) {
    const std::int64_t pieces = std::min(quotient_up(tree.length, kPiece), kPiecesMax);
    tree.chunks = kChunks;
    tree.chunk = quotient_up(quotient_up(tree.length, pieces * kChunks), kLanes) * kLanes;
    tree.pieces = quotient_up(tree.length, tree.chunk * kChunks);  // Rounding may have left fewer.
  }
  return tree;
}

// Whether neighbouring rows lie closer to each other than neighbours of a row.
bool is_in_columns(const Tree& tree) {
  if (tree.rows.dims == 0 || tree.row.dims == 0) return false;
  return tree.rows.strides[tree.rows.dims - 1] < tree.row.strides[tree.row.dims - 1];
}

Launch shape_of(const Cut& cut, std::int64_t blocks, std::int64_t threads) {
  return {dim3(static_cast<unsigned>(std::min(blocks, cut.blocks))),
          dim3(static_cast<unsigned>(threads))};
}

// A warp for each row.
Launch shape_of_warps(const Cut& cut, std::int64_t results) {
  return shape_of(cut, quotient_up(results, cut.threads / kLanes), cut.threads);
}

void launch_all(const Cut& cut, Tree& tree, void* to, void* pieces, const Kernels& kernels) {
  if (is_in_columns(tree)) {
    const std::int64_t along = tree.rows.sizes[tree.rows.dims - 1];
    while ((1 << tree.width_bits) < std::min<std::int64_t>(along, kWidthMax)) ++tree.width_bits;
    const std::int64_t width = std::int64_t{1} << tree.width_bits;
    const Launch shape = shape_of(cut, quotient_up(tree.results, width) * tree.pieces,
                                  std::min({std::int64_t{cut.threads}, kLanes * width,
                                            std::int64_t{kColumnsThreadsMax}}));
    check(kernels.columns(kernels.kind, shape, tree, to, pieces), "cudaLaunchKernelEx");
  } else if (tree.chunks == 1) {
    check(kernels.warps(kernels.kind, shape_of_warps(cut, tree.results), tree, to),
          "cudaLaunchKernelEx");
  } else {
    const Launch shape = shape_of(cut, tree.results * tree.pieces,
                                  std::min<std::int64_t>(cut.threads, kLanes * kChunks));
    check(kernels.blocks(kernels.kind, shape, tree, to, pieces), "cudaLaunchKernelEx");
  }
  if (tree.pieces == 1) return;
  check(kernels.pieces(kernels.kind, shape_of_warps(cut, tree.results), tree, to, pieces),
        "cudaLaunchKernelEx");
}

}  // namespace

std::int64_t results_of(const Rows& rows) {
  return product_of(rows.sizes);
}

std::int64_t length_of(const Rows& rows) {
  return product_of(rows.row_sizes);
}

void reduce(const Cut& cut, const Rows& rows, void* to, const Kernels& kernels) {
  if (results_of(rows) == 0) return;
  select(cut.device);
  Tree tree = tree_of(rows);
  if (tree.pieces == 1) return launch_all(cut, tree, to, nullptr, kernels);
  const auto part_bytes = static_cast<std::int64_t>(kernels.part_bytes);
  const Tensor pieces =
      new_tensor_on(cut.device, "cuda", {tree.results, tree.pieces, part_bytes}, Dtype::u8);
  launch_all(cut, tree, to, pieces.data(), kernels);
}

}  // namespace tw::cuda
