// Rows over which work is split, and where they start.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "cpu/elementwise_rows.h"
#include "tw/parallel.h"

namespace tw::cpu {

// How many rows of `count` elements one thread takes at a time: all where they are fewer than
// `split` elements, which is work of about 50 microseconds, else a quarter of that.
[[nodiscard]] inline std::int64_t rows_a_stretch(std::int64_t rows, std::int64_t count,
                                                 std::int64_t split) noexcept {
  return rows <= (split - 1) / count ? rows : 1 + (split / 4 - 1) / count;
}

// Calls piece(begin, end) for the stretches of `rows` rows, in any of the threads.
template <class Piece>
void for_stretches(std::int64_t rows, std::int64_t stretch, const Piece& piece) {
  if (stretch >= rows)
    piece(std::int64_t{0}, rows);
  else
    parallel_for(rows, stretch, piece);
}

// Calls run(count, starts, steps) as for_rows() does, but only for what lies between the elements
// `begin` and `end` of the walk.
template <std::size_t kCount, class Run>
void for_part(const Merged<kCount>& walk, std::int64_t begin, std::int64_t end, Run run) {
  const std::size_t last = walk.dims - 1;
  while (begin < end) {
    std::array<std::int64_t, kCount> starts{};
    std::int64_t outer = begin;
    std::int64_t first = 0;  // In the last dim.
    for (std::size_t dim = last + 1; dim-- > 0;) {
      const std::int64_t index = dim > 0 ? outer % walk.sizes[dim] : outer;
      if (dim > 0) outer /= walk.sizes[dim];
      if (dim == last) first = index;
      for (std::size_t i = 0; i < kCount; ++i) starts[i] += index * walk.strides[dim][i];
    }
    const std::int64_t count = std::min(end - begin, walk.sizes[last] - first);
    run(count, starts, walk.strides[last]);
    begin += count;
  }
}

}  // namespace tw::cpu
