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

// The same elements in the same order with as few dims as can be, but at least one: without dims
// of size 1, and with neighbours joined where one stride runs through both in every source.
template <std::size_t kCount>
Walk<kCount> merged(const Walk<kCount>& walk) {
  Walk<kCount> result;
  for (std::size_t dim = 0; dim < walk.sizes.size(); ++dim) {
    const std::int64_t size = walk.sizes[dim];
    if (size == 1) continue;
    const std::size_t count = result.sizes.size();
    bool joins = count > 0;
    for (std::size_t i = 0; joins && i < kCount; ++i)
      joins = result.strides[i][count - 1] == capped_product(size, walk.strides[i][dim]);
    if (joins)
      result.sizes[count - 1] *= size;
    else
      result.sizes.push_back(size);
    for (std::size_t i = 0; i < kCount; ++i) {
      if (joins)
        result.strides[i][count - 1] = walk.strides[i][dim];
      else
        result.strides[i].push_back(walk.strides[i][dim]);
    }
  }
  if (result.sizes.empty()) {
    result.sizes.push_back(1);
    for (Dims& strides : result.strides) strides.push_back(1);
  }
  return result;
}

// Calls row(count, starts, steps) for each row of the merged walk in order: `count` elements, of
// which source i has the first at starts[i] and each other one steps[i] further.
template <std::size_t kCount, class Row>
void for_rows(const Walk<kCount>& given, Row row) {
  for (const std::int64_t size : given.sizes)
    if (size == 0) return;
  const Walk<kCount> walk = merged(given);
  const std::size_t last = walk.sizes.size() - 1;
  std::array<std::int64_t, kCount> starts{};
  std::array<std::int64_t, kCount> steps{};
  for (std::size_t i = 0; i < kCount; ++i) steps[i] = walk.strides[i][last];
  Dims index(last, 0);
  for (;;) {
    row(walk.sizes[last], starts, steps);
    std::size_t dim = last;
    for (; dim > 0; --dim) {
      const std::size_t outer = dim - 1;
      if (++index[outer] < walk.sizes[outer]) {
        for (std::size_t i = 0; i < kCount; ++i) starts[i] += walk.strides[i][outer];
        break;
      }
      for (std::size_t i = 0; i < kCount; ++i)
        starts[i] -= (walk.sizes[outer] - 1) * walk.strides[i][outer];
      index[outer] = 0;
    }
    if (dim == 0) return;
  }
}

}  // namespace tw::cpu
