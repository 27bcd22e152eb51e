// Copies of strided elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/tensor_impl.h"

namespace tw {

// A new contiguous tensor with the elements of x, where x lives.  Throws "[op] ..." where it would
// be too large.
[[nodiscard]] Tensor contiguous_copy(std::string_view op, const TensorImpl& x);

// The same on any device.  Elements with gaps are first brought together where x lives.
[[nodiscard]] Tensor copy_to(std::string_view op, const TensorImpl& x, Device device);

// Copies elements of `bytes` bytes in `columns` columns of `rows` neighbours each, whose first ones
// lie `stride` elements apart, to rows without gaps.
void copy_crossed(std::size_t bytes, std::byte* to, const std::byte* from, std::int64_t rows,
                  std::int64_t columns, std::int64_t stride);

}  // namespace tw
