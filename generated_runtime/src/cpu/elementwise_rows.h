// The walk over several strided sources at once, row by row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/layout.h"
#include "tw/shape.h"

namespace tw::cpu {

// kCount sources of the same sizes.
template <std::size_t kCount>
struct Walk {
  Dims sizes;
  std::array<Dims, kCount> strides;
};

// What merge() fills.  Nothing is set but what it fills: that takes longer than most walks.
template <std::size_t kCount>
struct Merged {
  std::size_t dims;
  std::array<std::int64_t, kRankMax> sizes;
  std::array<std::array<std::int64_t, kCount>, kRankMax> strides;
};

// The same elements in the same order with as few dims as can be, but at least one: without dims
// of size 1, and with neighbours joined where one stride runs through both in every source.
template <std::size_t kCount>
void merge(const Dims& sizes, const std::array<const Dims*, kCount>& strides,
           Merged<kCount>& result) {
  std::size_t count = 0;
  for (std::size_t dim = 0; dim < sizes.size(); ++dim) {
    const std::int64_t size = sizes[dim];
    if (size == 1) continue;
    bool joins = count > 0;
    for (std::size_t i = 0; joins && i < kCount; ++i)
      joins = result.strides[count - 1][i] == capped_product(size, (*strides[i])[dim]);
    if (joins)
      result.sizes[count - 1] *= size;
    else
      result.sizes[count++] = size;
    for (std::size_t i = 0; i < kCount; ++i) result.strides[count - 1][i] = (*strides[i])[dim];
  }
  if (count == 0) {
    result.sizes[0] = 1;
    result.strides[0].fill(1);
    count = 1;
  }
  result.dims = count;
}

template <std::size_t kCount>
std::array<const Dims*, kCount> pointers(const std::array<Dims, kCount>& strides) {
  std::array<const Dims*, kCount> all;
  for (std::size_t i = 0; i < kCount; ++i) all[i] = &strides[i];
  return all;
}

template <std::size_t kCount>
Walk<kCount> merged(const Walk<kCount>& walk) {
  Merged<kCount> all;
  merge(walk.sizes, pointers(walk.strides), all);
  Walk<kCount> result;
  for (std::size_t dim = 0; dim < all.dims; ++dim) {
    result.sizes.push_back(all.sizes[dim]);
    for (std::size_t i = 0; i < kCount; ++i) result.strides[i].push_back(all.strides[dim][i]);
  }
  return result;
}

// Calls row(count, starts, steps) for each row of the merged walk in order: `count` elements, of
// which source i has the first at starts[i] and each other one steps[i] further.
template <std::size_t kCount, class Row>
void for_rows(const Dims& sizes, const std::array<const Dims*, kCount>& strides, Row row) {
  for (const std::int64_t size : sizes)
    if (size == 0) return;
  Merged<kCount> walk;
  merge(sizes, strides, walk);
  const std::size_t last = walk.dims - 1;
  std::array<std::int64_t, kCount> starts{};
  const std::array<std::int64_t, kCount> steps = walk.strides[last];
  std::array<std::int64_t, kRankMax> index;
  for (std::size_t dim = 0; dim < last; ++dim) index[dim] = 0;
  for (;;) {
    row(walk.sizes[last], starts, steps);
    std::size_t dim = last;
    for (; dim > 0; --dim) {
      const std::size_t outer = dim - 1;
      const std::array<std::int64_t, kCount>& outer_steps = walk.strides[outer];
      if (++index[outer] < walk.sizes[outer]) {
        for (std::size_t i = 0; i < kCount; ++i) starts[i] += outer_steps[i];
        break;
      }
      for (std::size_t i = 0; i < kCount; ++i)
        starts[i] -= (walk.sizes[outer] - 1) * outer_steps[i];
      index[outer] = 0;
    }
    if (dim == 0) return;
  }
}

template <std::size_t kCount, class Row>
void for_rows(const Walk<kCount>& walk, Row row) {
  for_rows(walk.sizes, pointers(walk.strides), row);
}

}  // namespace tw::cpu
