// Writing to strided elements that exist already.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "cpu/elementwise_operand.h"
#include "cpu/elementwise_rows.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// What is written to: as an Operand, but no element is reached twice.
struct Target {
  void* data;
  Dims strides;
  Dtype dtype;
};

// Writes the elements of the source, converted, to those of `to`, which overlap none of them.
// Nothing is read or written where a size is 0.
void write(const Target& to, const Dims& sizes, const Operand& source) noexcept;

// How many elements a tile has at most.
inline constexpr std::int64_t kTile = 1024;

// Calls tile(walk, starts) for parts of the given walk, in order, of at most kTile elements each:
// source i of a part has its first element at starts[i].
template <std::size_t kCount, class Tile>
void for_tiles(const Walk<kCount>& given, Tile tile) {
  for (const std::int64_t size : given.sizes)
    if (size == 0) return;
  const Walk<kCount> walk = merged(given);
  std::size_t whole = walk.sizes.size();  // The dims from here on fit into a tile.
  std::int64_t inner = 1;
  while (whole > 0 && walk.sizes[whole - 1] <= kTile / inner) inner *= walk.sizes[--whole];
  if (whole == 0) {
    tile(walk, std::array<std::int64_t, kCount>{});
    return;
  }
  // The dim before them is cut into pieces; those further out are gone through.
  const std::int64_t most = kTile / inner;
  Walk<kCount> outer;
  Walk<kCount> part;
  for (std::size_t dim = 0; dim < walk.sizes.size(); ++dim) {
    const auto put = [&](Walk<kCount>& to) {
      to.sizes.push_back(walk.sizes[dim]);
      for (std::size_t i = 0; i < kCount; ++i) to.strides[i].push_back(walk.strides[i][dim]);
    };
    if (dim < whole) put(outer);
    if (dim + 1 >= whole) put(part);
  }
  for_rows(outer, [&](std::int64_t count, std::array<std::int64_t, kCount> starts,
                      const std::array<std::int64_t, kCount>& steps) {
    for (std::int64_t done = 0; done < count; done += most) {
      part.sizes[0] = std::min(most, count - done);
      tile(part, starts);
      for (std::size_t i = 0; i < kCount; ++i) starts[i] += most * steps[i];
    }
  });
}

}  // namespace tw::cpu
