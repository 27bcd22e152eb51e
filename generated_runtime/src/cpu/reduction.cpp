#include "cpu/reduction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace tw::cpu {
namespace {

struct Sum {
  using Total = double;
  static constexpr Total kStart = 0;
  static Total join(Total a, Total b) { return a + b; }
};

struct Max {
  using Total = float;
  static constexpr Total kStart = -std::numeric_limits<float>::infinity();
  static Total join(Total a, Total b) { return b > a || b != b ? b : a; }
};

struct Min {
  using Total = float;
  static constexpr Total kStart = std::numeric_limits<float>::infinity();
  static Total join(Total a, Total b) { return b < a || b != b ? b : a; }
};

struct Loop {
  std::int64_t size;
  std::int64_t stride;
  std::int64_t to_stride;
};

// At least two loops over all elements, the largest strides first so that memory is walked in
// order, joined where one stride runs through both.
std::vector<Loop> loops_of(const Reduction& reduction) {
  std::vector<Loop> dims;
  for (std::size_t i = 0; i < reduction.sizes.size(); ++i) {
    if (reduction.sizes[i] != 1)
      dims.push_back({reduction.sizes[i], reduction.strides[i], reduction.to_strides[i]});
  }
  std::stable_sort(dims.begin(), dims.end(),
                   [](const Loop& a, const Loop& b) { return a.stride > b.stride; });
  std::vector<Loop> loops;
  for (const Loop& dim : dims) {
    if (!loops.empty() && loops.back().stride == dim.size * dim.stride &&
        loops.back().to_stride == dim.size * dim.to_stride) {
      loops.back() = {loops.back().size * dim.size, dim.stride, dim.to_stride};
    } else {
      loops.push_back(dim);
    }
  }
  while (loops.size() < 2) loops.insert(loops.begin(), Loop{1, 0, 0});
  return loops;
}

// In several independent totals, so that a long row vectorises.
template <class Op>
inline typename Op::Total total_of(const float* from, std::int64_t count, std::int64_t stride) {
  constexpr std::int64_t kLanes = 16;
  typename Op::Total total = Op::kStart;
  std::int64_t i = 0;
  if (count >= 2 * kLanes) {
    std::array<typename Op::Total, kLanes> lanes;
    lanes.fill(Op::kStart);
    for (; i + kLanes <= count; i += kLanes) {
      for (std::int64_t lane = 0; lane < kLanes; ++lane) {
        auto& part = lanes[static_cast<std::size_t>(lane)];
        part = Op::join(part, from[(i + lane) * stride]);
      }
    }
    for (const auto part : lanes) total = Op::join(total, part);
  }
  for (; i < count; ++i) total = Op::join(total, from[i * stride]);
  return total;
}

template <class Op>
void reduce_row(typename Op::Total* to, const float* from, const Loop& row) {
  if (row.to_stride == 0) {
    *to = Op::join(*to, row.stride == 1 ? total_of<Op>(from, row.size, 1)
                                        : total_of<Op>(from, row.size, row.stride));
  } else if (row.to_stride == 1 && row.stride == 1) {
    for (std::int64_t i = 0; i < row.size; ++i) to[i] = Op::join(to[i], from[i]);
  } else {
    for (std::int64_t i = 0; i < row.size; ++i) {
      auto& total = to[i * row.to_stride];
      total = Op::join(total, from[i * row.stride]);
    }
  }
}

template <class Op>
std::vector<typename Op::Total> totals_of(const Reduction& reduction) {
  std::vector<typename Op::Total> totals(static_cast<std::size_t>(reduction.results), Op::kStart);
  if (std::find(reduction.sizes.begin(), reduction.sizes.end(), 0) != reduction.sizes.end())
    return totals;
  const std::vector<Loop> loops = loops_of(reduction);
  const std::size_t planes = loops.size() - 2;  // The loops around the last two.
  const Loop& rows = loops[planes];
  const Loop& row = loops[planes + 1];
  Dims index(planes, 0);
  std::int64_t from = 0;
  std::int64_t to = 0;
  for (;;) {
    for (std::int64_t i = 0; i < rows.size; ++i) {
      reduce_row<Op>(totals.data() + to + i * rows.to_stride,
                     reduction.from + from + i * rows.stride, row);
    }
    std::size_t dim = planes;
    for (; dim > 0; --dim) {
      const Loop& loop = loops[dim - 1];
      if (++index[dim - 1] < loop.size) {
        from += loop.stride;
        to += loop.to_stride;
        break;
      }
      from -= (loop.size - 1) * loop.stride;
      to -= (loop.size - 1) * loop.to_stride;
      index[dim - 1] = 0;
    }
    if (dim == 0) return totals;
  }
}

}  // namespace

void sum(const Reduction& reduction) {
  const std::vector<double> totals = totals_of<Sum>(reduction);
  std::transform(totals.begin(), totals.end(), reduction.to,
                 [](double total) { return static_cast<float>(total); });
}

void mean(const Reduction& reduction) {
  std::int64_t elements = 1;
  for (const std::int64_t size : reduction.sizes) elements *= size;
  if (elements == 0) {
    std::fill_n(reduction.to, reduction.results, std::numeric_limits<float>::quiet_NaN());
    return;
  }
  const auto count = static_cast<double>(elements / reduction.results);
  const std::vector<double> totals = totals_of<Sum>(reduction);
  std::transform(totals.begin(), totals.end(), reduction.to,
                 [count](double total) { return static_cast<float>(total / count); });
}

void amax(const Reduction& reduction) {
  const std::vector<float> totals = totals_of<Max>(reduction);
  std::copy(totals.begin(), totals.end(), reduction.to);
}

void amin(const Reduction& reduction) {
  const std::vector<float> totals = totals_of<Min>(reduction);
  std::copy(totals.begin(), totals.end(), reduction.to);
}

}  // namespace tw::cpu
