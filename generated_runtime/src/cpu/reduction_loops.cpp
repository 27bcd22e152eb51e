#include "cpu/reduction_loops.h"

namespace tw::cpu {

std::vector<Loop> loops_of(const Reduction& reduction, const Dims& index_strides) {
  std::vector<Loop> dims;
  for (std::size_t i = 0; i < reduction.sizes.size(); ++i) {
    if (reduction.sizes[i] == 0) return {};
    if (reduction.sizes[i] != 1) {
      dims.push_back({reduction.sizes[i], reduction.strides[i], reduction.to_strides[i],
                      index_strides[i]});
    }
  }
  std::stable_sort(dims.begin(), dims.end(),
                   [](const Loop& a, const Loop& b) { return a.stride > b.stride; });
  std::vector<Loop> loops;
  for (const Loop& dim : dims) {
    if (!loops.empty() && loops.back().stride == dim.size * dim.stride &&
        loops.back().to_stride == dim.size * dim.to_stride &&
        loops.back().index_stride == dim.size * dim.index_stride) {
      const std::int64_t size = loops.back().size * dim.size;
      loops.back() = dim;
      loops.back().size = size;
    } else {
      loops.push_back(dim);
    }
  }
  while (loops.size() < 2) loops.insert(loops.begin(), Loop{1, 0, 0, 0});
  return loops;
}

}  // namespace tw::cpu
