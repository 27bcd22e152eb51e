#include "core/layout_split.h"

#include <algorithm>
#include <limits>

#include "core/layout.h"
#include "tw/parallel.h"

namespace tw {
namespace {

constexpr std::int64_t kStretchCost = 100'000;    // Of what a thread takes at once.
constexpr std::int64_t kPatchMin = 1024;          // Elements, which rows are cut into multiples of.
constexpr std::int64_t kCrossCost = 5;            // More for an element of a row that is crossed.
constexpr std::int64_t kTileColumns = 64;         // Of a patch of such rows.
constexpr std::int64_t kTileMin = 16;             // Fewer gain nothing.

using Places = std::array<std::int64_t, kLayoutsMax>;

// The merged walk, and how it is cut: dim d into pieces of pieces[d].  The dims before `first` are
// cut into single elements, so that a patch has those from there on.
struct Plan {
  std::size_t layouts = 0;
  std::size_t dims = 0;
  std::array<std::int64_t, kRankMax> sizes;
  std::array<Places, kRankMax> strides;
  std::array<std::int64_t, kRankMax> pieces;
  std::array<std::int64_t, kRankMax> counts;  // Of pieces.
  std::size_t first = 0;
};

// As merge() of cpu/elementwise_rows.h.
void merge(const Dims& sizes, std::span<const Dims* const> strides, Plan& plan) {
  plan.layouts = strides.size();
  for (std::size_t dim = 0; dim < sizes.size(); ++dim) {
    const std::int64_t size = sizes[dim];
    if (size == 1) continue;
    const std::size_t count = plan.dims;
    bool joins = count > 0;
    for (std::size_t i = 0; joins && i < plan.layouts; ++i)
      joins = plan.strides[count - 1][i] == capped_product(size, (*strides[i])[dim]);
    if (joins)
      plan.sizes[count - 1] *= size;
    else
      plan.sizes[plan.dims++] = size;
    for (std::size_t i = 0; i < plan.layouts; ++i)
      plan.strides[plan.dims - 1][i] = (*strides[i])[dim];
  }
  if (plan.dims > 0) return;
  plan.dims = 1;
  plan.sizes[0] = 1;
  plan.strides[0].fill(1);
}

// Where a layout has neighbours in another dim than the last one, brings that dim next to the last.
bool bring_crossed_near(Plan& plan) {
  const std::size_t last = plan.dims - 1;
  if (plan.sizes[last] < kTileMin) return false;
  std::size_t near = last;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < plan.layouts; ++i) {
    for (std::size_t dim = 0; dim < last; ++dim) {
      const std::int64_t stride = plan.strides[dim][i];
      if (stride <= 0 || stride >= plan.strides[last][i] || stride >= least) continue;
      if (plan.sizes[dim] < kTileMin) continue;
      near = dim;
      least = stride;
    }
  }
  if (near == last) return false;
  std::rotate(&plan.sizes[near], &plan.sizes[near + 1], &plan.sizes[last]);
  std::rotate(&plan.strides[near], &plan.strides[near + 1], &plan.strides[last]);
  return true;
}

// About so many elements in a patch, unless it is a tile.
void cut(Plan& plan, bool tiled, std::int64_t most) {
  for (std::size_t dim = 0; dim < plan.dims; ++dim) plan.pieces[dim] = 1;
  if (tiled) {
    plan.first = plan.dims - 2;
    plan.pieces[plan.first] = kTileElements / kTileColumns;
    plan.pieces[plan.first + 1] = kTileColumns;
  } else {
    std::size_t whole = plan.dims;  // The dims from here on are not cut.
    std::int64_t inner = 1;
    while (whole > 0 && plan.sizes[whole - 1] <= most / inner) {
      --whole;
      inner *= plan.sizes[whole];
      plan.pieces[whole] = plan.sizes[whole];
    }
    plan.first = whole == 0 ? 0 : whole - 1;
    if (whole > 0) plan.pieces[plan.first] = most / inner;
  }
  for (std::size_t dim = 0; dim < plan.dims; ++dim)
    plan.counts[dim] = (plan.sizes[dim] + plan.pieces[dim] - 1) / plan.pieces[dim];
}

// The patches from `begin` to `end`, the last dim first.
void walk(const Plan& plan, std::int64_t begin, std::int64_t end,
          const std::function<void(const Patch&)>& call) {
  Patch patch{Dims(plan.dims - plan.first, 0), {}, {}};
  for (std::size_t i = 0; i < plan.layouts; ++i)
    for (std::size_t dim = plan.first; dim < plan.dims; ++dim)
      patch.strides[i].push_back(plan.strides[dim][i]);
  for (std::int64_t number = begin; number < end; ++number) {
    patch.starts.fill(0);
    std::int64_t rest = number;
    for (std::size_t dim = plan.dims; dim-- > 0;) {
      const std::int64_t at = rest % plan.counts[dim] * plan.pieces[dim];
      rest /= plan.counts[dim];
      if (dim >= plan.first)
        patch.sizes[dim - plan.first] = std::min(plan.pieces[dim], plan.sizes[dim] - at);
      for (std::size_t i = 0; i < plan.layouts; ++i)
        patch.starts[i] += at * plan.strides[dim][i];
    }
    call(patch);
  }
}

}  // namespace

void split(const Dims& sizes, std::span<const Dims* const> strides, std::int64_t cost,
           const std::function<void(const Patch&)>& patch) {
  std::int64_t numel = 1;
  for (const std::int64_t size : sizes) numel *= size;
  if (numel == 0) return;
  Plan plan;
  merge(sizes, strides, plan);
  const bool tiled = bring_crossed_near(plan);
  if (tiled) cost += kCrossCost;
  const std::int64_t most = std::max(kStretchCost / cost / kPatchMin, std::int64_t{1}) * kPatchMin;
  cut(plan, tiled, most);
  std::int64_t patches = 1;
  for (std::size_t dim = 0; dim < plan.dims; ++dim) patches *= plan.counts[dim];
  if (numel < kSplitFrom / cost) {
    walk(plan, 0, patches, patch);
    return;
  }
  const std::int64_t grain = std::max(most / (numel / patches), std::int64_t{1});
  const auto stretch = [&](std::int64_t begin, std::int64_t end) { walk(plan, begin, end, patch); };
  parallel_for(patches, grain, std::cref(stretch));
}

}  // namespace tw
