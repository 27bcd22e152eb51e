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

Split split_of(const std::vector<Loop>& loops, std::int64_t results) {
  constexpr std::int64_t kSplit = std::int64_t{1} << 16;  // Elements; fewer are not split.
  constexpr std::int64_t kManyPieces = 8;                 // Enough for most machines.
  constexpr std::int64_t kMostPieces = 64;
  constexpr std::int64_t kRun = 64;  // Neighbours that stay together.
  const Split none{0, 0, false};
  if (loops.empty()) return none;
  std::int64_t elements = 1;
  for (const Loop& loop : loops) elements *= loop.size;
  if (elements < kSplit) return none;

  // The longest loop over results, and the longest one that goes on in the same.
  std::size_t kept = loops.size();
  std::size_t reduced = loops.size();
  for (std::size_t i = 0; i < loops.size(); ++i) {
    std::size_t& longest = loops[i].to_stride != 0 ? kept : reduced;
    if (longest == loops.size() || loops[i].size > loops[longest].size) longest = i;
  }
  const std::int64_t wanted = std::min(elements / (kSplit / 2), kMostPieces);
  const auto pieces_of = [&](std::size_t loop) {
    if (loop == loops.size()) return std::int64_t{1};
    const std::int64_t unit = loop + 1 == loops.size() ? kRun : 1;
    return std::min(wanted, (loops[loop].size - 1) / unit + 1);
  };
  const auto split = [&](std::size_t loop, std::int64_t pieces, bool in_parts) {
    return pieces < 2 ? none : Split{loop, (loops[loop].size - 1) / pieces + 1, in_parts};
  };
  const std::int64_t kept_pieces = pieces_of(kept);
  // Each has parts of all results.
  const std::int64_t parts = std::min(pieces_of(reduced), elements / 8 / results);
  if (kept_pieces >= std::min(wanted, kManyPieces) || kept_pieces >= parts)
    return split(kept, kept_pieces, false);
  return split(reduced, parts, true);
}

}  // namespace tw::cpu
