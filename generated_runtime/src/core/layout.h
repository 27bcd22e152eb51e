// Arithmetic on sizes with their strides.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "tw/shape.h"

namespace tw {

struct Layout {
  Dims sizes;
  Dims strides;
};

// The same elements in the same order with as few dims as can be: without dims of size 1, and
// with neighbours joined where one stride runs through both.  For layouts with elements.
[[nodiscard]] Layout merge_dims(const Dims& sizes, const Dims& strides);

// The strides that show a layout with elements under other sizes of as many elements, in the same
// order, or nothing where no strides do.
[[nodiscard]] std::optional<Dims> strides_under(const Layout& layout, const Dims& sizes);

// a * b for numbers from 0 up, at most 2^63 - 1.  Strides get that large only where they are not
// used: in dims of size 1 and in tensors without elements.
[[nodiscard]] inline std::int64_t capped_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::numeric_limits<std::int64_t>::max();
  return product;
}

// offset + index * stride, or the offset where that overflows, as it can without elements only.
[[nodiscard]] std::int64_t moved_offset(std::int64_t offset, std::int64_t index,
                                        std::int64_t stride);

}  // namespace tw
