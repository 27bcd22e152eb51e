// The walk over the elements of a reduction in the order of memory, and what is common to the
// reductions of every kind and dtype.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/number.h"
#include "cpu/reduction.h"
#include "tw/parallel.h"

namespace tw::cpu {

struct Loop {
  std::int64_t size;
  std::int64_t stride;
  std::int64_t to_stride;
  std::int64_t index_stride;
};

// At least two loops over all elements, or none where there are no elements: the largest strides
// first so that memory is walked in order, joined where one stride runs through both.
[[nodiscard]] std::vector<Loop> loops_of(const Reduction& reduction, const Dims& index_strides);

// Calls row(from, to, index, loop) for each run of the last loop, where the first three are the
// sums of the strides up to its first element.
template <class Row>
void for_loops(const std::vector<Loop>& loops, Row row) {
  if (loops.empty()) return;
  const std::size_t planes = loops.size() - 2;  // The loops around the last two.
  const Loop rows = loops[planes];
  const Loop last = loops[planes + 1];
  Dims counts(planes, 0);
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t index = 0;
  for (;;) {
    for (std::int64_t i = 0; i < rows.size; ++i)
      row(from + i * rows.stride, to + i * rows.to_stride, index + i * rows.index_stride, last);
    std::size_t dim = planes;
    for (; dim > 0; --dim) {
      const Loop& loop = loops[dim - 1];
      if (++counts[dim - 1] < loop.size) {
        from += loop.stride;
        to += loop.to_stride;
        index += loop.index_stride;
        break;
      }
      from -= (loop.size - 1) * loop.stride;
      to -= (loop.size - 1) * loop.to_stride;
      index -= (loop.size - 1) * loop.index_stride;
      counts[dim - 1] = 0;
    }
    if (dim == 0) return;
  }
}

// How loops are split over threads: loops[loop] into stretches of `grain`, which is 0 where there
// is too little work.  Either each stretch has results of its own, or all have parts of each.
struct Split {
  std::size_t loop;
  std::int64_t grain;
  bool in_parts;
};

// The sizes alone decide, so that every number of threads gives the same bits.
[[nodiscard]] Split split_of(const std::vector<Loop>& loops, std::int64_t results);

// A kind of reduction of elements of type T has
//   Part, kStart, join(Part, Part): what some elements are reduced to, of no elements, of both;
//   part(T value, std::int64_t at): of one element that goes into the result `at`;
//   Total: what all elements of a result are reduced to.  It is Part, or made of one and has
//     add(Part), which errs less than join; only few elements then are joined before.  It has
//     add(Total) as well.

inline constexpr std::int64_t kLanes = 16;

// The part of some elements, a multiple of kLanes, in several independent lanes so that a long row
// vectorises.  Not inlined, so that short rows do not pay for it.
template <class Kind, class T>
[[gnu::noinline]] typename Kind::Part part_in_lanes(const Kind& kind, const T* from,
                                                    std::int64_t count, std::int64_t stride,
                                                    std::int64_t at) {
  std::array<typename Kind::Part, kLanes> lanes;
  lanes.fill(Kind::kStart);
  const auto join_all = [&](std::int64_t step) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
      for (std::int64_t lane = 0; lane < kLanes; ++lane) {
        auto& one = lanes[static_cast<std::size_t>(lane)];
        one = Kind::join(one, kind.part(from[(i + lane) * step], at));
      }
    }
  };
  if (stride == 1)
    join_all(1);
  else
    join_all(stride);
  typename Kind::Part part = Kind::kStart;
  for (const auto one : lanes) part = Kind::join(part, one);
  return part;
}

template <class Kind, class T>
inline typename Kind::Part part_of(const Kind& kind, const T* from, std::int64_t count,
                                   std::int64_t stride, std::int64_t at) {
  typename Kind::Part part = Kind::kStart;
  std::int64_t i = 0;
  if (count >= 2 * kLanes) {
    i = count - count % kLanes;
    part = part_in_lanes(kind, from, i, stride, at);
  }
  for (; i < count; ++i) part = Kind::join(part, kind.part(from[i * stride], at));
  return part;
}

template <class Kind>
inline constexpr bool kTotalIsPart = std::is_same_v<typename Kind::Total, typename Kind::Part>;

template <class Kind>
inline void add_to(typename Kind::Total& total, typename Kind::Part part) {
  if constexpr (kTotalIsPart<Kind>)
    total = Kind::join(total, part);
  else
    total.add(part);
}

// Adds each element to a total of its own.
template <class Kind, class T>
[[gnu::noinline]] void add_columns(const Kind& kind, typename Kind::Total* __restrict totals,
                                   const T* __restrict from, std::int64_t count, std::int64_t at) {
  for (std::int64_t i = 0; i < count; ++i) add_to<Kind>(totals[i], kind.part(from[i], at + i));
}

template <class Kind, class T>
inline void reduce_row(const Kind& kind, typename Kind::Total* totals, std::int64_t to,
                       const T* from, const Loop& row) {
  const std::int64_t size = row.size;
  const std::int64_t stride = row.stride;
  const std::int64_t to_stride = row.to_stride;
  if (to_stride == 0) {
    if constexpr (kTotalIsPart<Kind>) {
      add_to<Kind>(totals[to], part_of(kind, from, size, stride, to));
    } else {
      constexpr std::int64_t kJoined = 128;
      for (std::int64_t i = 0; i < size; i += kJoined) {
        const std::int64_t count = std::min(kJoined, size - i);
        add_to<Kind>(totals[to], part_of(kind, from + i * stride, count, stride, to));
      }
    }
  } else if (to_stride == 1 && stride == 1) {
    add_columns(kind, totals + to, from, size, to);
  } else {
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t at = to + i * to_stride;
      add_to<Kind>(totals[at], kind.part(from[i * stride], at));
    }
  }
}

template <class T, class Kind>
std::vector<typename Kind::Total> totals_of(const Reduction& reduction, const Kind& kind) {
  using Totals = std::vector<typename Kind::Total>;
  const auto start = [&] {
    return Totals(static_cast<std::size_t>(reduction.results),
                  typename Kind::Total{Kind::kStart});
  };
  const auto reduce = [&](const std::vector<Loop>& loops, std::int64_t first, std::int64_t first_to,
                          Totals& totals) {
    const T* data = static_cast<const T*>(reduction.from) + first;
    for_loops(loops, [&](std::int64_t from, std::int64_t to, std::int64_t, const Loop& row) {
      reduce_row(kind, totals.data(), first_to + to, data + from, row);
    });
  };
  const std::vector<Loop> loops = loops_of(reduction, Dims(reduction.sizes.size(), 0));
  const Split split = split_of(loops, reduction.results);
  Totals totals = start();
  if (split.grain == 0) {
    reduce(loops, 0, 0, totals);
    return totals;
  }
  const Loop whole = loops[split.loop];
  std::vector<Totals> parts;
  if (split.in_parts)
    parts.resize(static_cast<std::size_t>((whole.size - 1) / split.grain + 1));
  parallel_for(whole.size, split.grain, [&](std::int64_t begin, std::int64_t end) {
    std::vector<Loop> stretch = loops;
    stretch[split.loop].size = end - begin;
    const std::int64_t first = begin * whole.stride;
    if (!split.in_parts) return reduce(stretch, first, begin * whole.to_stride, totals);
    Totals part = start();
    reduce(stretch, first, 0, part);
    parts[static_cast<std::size_t>(begin / split.grain)] = std::move(part);
  });
  for (const Totals& part : parts) {
    for (std::size_t i = 0; i < totals.size(); ++i) {
      if constexpr (kTotalIsPart<Kind>)
        totals[i] = Kind::join(totals[i], part[i]);
      else
        totals[i].add(part[i]);
    }
  }
  return totals;
}

// Writes result(total) of each total as `To`.
template <class To, class Total, class Result>
void write_results(const Reduction& reduction, const std::vector<Total>& totals, Result result) {
  std::transform(totals.begin(), totals.end(), static_cast<To*>(reduction.to),
                 [&](const Total& total) { return convert<To>(result(total)); });
}

// The type in which elements are compared: never bool, of which std::vector makes bits.
template <class T>
using Compared = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, Computed<T>>;

// The largest of all, or the smallest.
template <class T, bool kLargest>
struct Extreme {
  using Part = Compared<T>;
  using Total = Part;
  using Limits = std::numeric_limits<Part>;
  static constexpr Part kEnd = Limits::has_infinity ? Limits::infinity() : Limits::max();
  static constexpr Part kLow = Limits::has_infinity ? static_cast<Part>(-kEnd) : Limits::lowest();
  static constexpr Part kStart = kLargest ? kLow : kEnd;

  static Part part(T value, std::int64_t /*at*/) { return convert<Part>(value); }
  static bool is_nan([[maybe_unused]] Part value) {
    if constexpr (std::is_floating_point_v<Part>)
      return value != value;
    else
      return false;
  }
  static bool beats(Part b, Part a) { return kLargest ? b > a : b < a; }
  static Part join(Part a, Part b) { return beats(b, a) || is_nan(b) ? b : a; }
};

}  // namespace tw::cpu
