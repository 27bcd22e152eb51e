// Elements that an index tensor names.
#pragma once

#include <cstdint>
#include <optional>

#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// One place of a tensor for each element of `sizes`: that of element [i, j] lies
// i * strides[0] + j * strides[1] + n * stride behind the first, where n is what the index says for
// [i, j].  All strides are in elements.
struct Places {
  Dims sizes;
  Dims strides;
  std::int64_t stride;
  const std::int64_t* index;
  Dims index_strides;
};

// The first number of an index, in row-major order, that is not from 0 to size - 1.
[[nodiscard]] std::optional<std::int64_t> outside(const std::int64_t* index, const Dims& sizes,
                                                  const Dims& strides, std::int64_t size) noexcept;

// Writes what lies at the places of `from` in row-major order without gaps to `to`, which does not
// overlap it.
void pick(void* to, const void* from, Dtype dtype, const Places& places) noexcept;

// Adds the elements of `source`, which do not overlap `to`, in row-major order at the places of
// `to`.  Takes every dtype but bool; what f16 and bf16 are added to is f32.
void add_at(void* to, const void* source, const Dims& source_strides, Dtype dtype,
            const Places& places) noexcept;

}  // namespace tw::cpu
