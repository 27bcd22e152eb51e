#include "core/layout.h"

namespace tw {

Layout merge_dims(const Dims& sizes, const Dims& strides) {
  Layout merged;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == 1) continue;
    const std::size_t count = merged.sizes.size();
    if (count > 0 && merged.strides[count - 1] == capped_product(sizes[i], strides[i])) {
      merged.sizes[count - 1] *= sizes[i];
      merged.strides[count - 1] = strides[i];
    } else {
      merged.sizes.push_back(sizes[i]);
      merged.strides.push_back(strides[i]);
    }
  }
  return merged;
}

std::optional<Dims> strides_under(const Layout& layout, const Dims& sizes) {
  const Layout runs = merge_dims(layout.sizes, layout.strides);
  Dims strides(sizes.size(), 1);
  std::size_t dim = sizes.size();
  std::int64_t next = 1;
  // Each run is split among the new dims from the last on; one that crosses a run has no stride.
  for (std::size_t run = runs.sizes.size(); run-- > 0;) {
    std::int64_t taken = 1;
    while (taken < runs.sizes[run]) {
      --dim;
      strides[dim] = taken * runs.strides[run];
      taken *= sizes[dim];
    }
    if (taken != runs.sizes[run]) return std::nullopt;
    next = capped_product(taken, runs.strides[run]);
  }
  while (dim > 0) strides[--dim] = next;  // Of size 1.
  return strides;
}

std::int64_t moved_offset(std::int64_t offset, std::int64_t index, std::int64_t stride) {
  std::int64_t moved = 0;
  if (__builtin_mul_overflow(index, stride, &moved)) return offset;
  if (__builtin_add_overflow(offset, moved, &moved)) return offset;
  return moved;
}

}  // namespace tw
