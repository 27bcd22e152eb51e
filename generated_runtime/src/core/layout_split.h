// Large walks over several layouts of the same sizes, in patches that the threads share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "tw/shape.h"

namespace tw {

// Costs are those of an element, in tenths of a nanosecond.

// Work that costs less in all stays in its thread.
inline constexpr std::int64_t kSplitFrom = 500'000;
// What costs less is no work for split(), in whatever order its elements lie.
inline constexpr std::int64_t kLargeFrom = kSplitFrom / 8;

// Of so few elements nothing has to be found out.
inline constexpr std::int64_t kFew = 1024;

[[nodiscard]] inline bool are_few(const Dims& sizes) noexcept {
  if (sizes.size() == 1) return sizes[0] < kFew;
  std::int64_t numel = 1;
  for (const std::int64_t size : sizes) numel *= size;
  return numel < kFew;
}

// Whether the elements are best gone through as they are, without split().
[[nodiscard]] inline bool is_small(const Dims& sizes, std::int64_t cost) noexcept {
  std::int64_t numel = 1;
  for (const std::int64_t size : sizes) numel *= size;
  return numel < kFew || numel < (sizes.size() < 2 ? kSplitFrom : kLargeFrom) / cost;
}

inline constexpr std::size_t kLayoutsMax = 4;

// A part of a walk, as a walk of its own.  Layout i has the first element at starts[i].
struct Patch {
  Dims sizes;
  std::array<Dims, kLayoutsMax> strides;
  std::array<std::int64_t, kLayoutsMax> starts;
};

// The most elements of a patch with gaps between its rows.
inline constexpr std::int64_t kTileElements = 2048;

// Whether layout i, which has no gaps as a whole, has some in the patch, which then has 2 dims.
[[nodiscard]] inline bool has_gaps(const Patch& patch, std::size_t i) {
  return patch.sizes.size() == 2 && patch.sizes[0] > 1 && patch.strides[i][0] != patch.sizes[1];
}

// Calls patch() for parts that make up the walk: in any order and in any of the threads, where that
// is worth it.  Which parts there are depends on the sizes, the strides and the cost alone.  A part
// is a run of whole rows or a piece of one row; or, where a layout has neighbours along columns,
// some elements of some rows.
void split(const Dims& sizes, std::span<const Dims* const> strides, std::int64_t cost,
           const std::function<void(const Patch&)>& patch);

}  // namespace tw
