// Parts of rows as the dtype that they are taken as, which need not be their own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cpu/cast.h"
#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// How many elements are converted at a time.
inline constexpr std::int64_t kBlock = 256;

template <class T>
struct Elements {
  const T* data;
  std::int64_t step;
};

// The `count` elements of x from `start` on as `dtype`, of which T is the C++ type: in place where
// that is theirs, else converted into `buffer`, which has room for them.
template <class T>
Elements<T> elements_as(Dtype dtype, const Operand& x, std::int64_t start, std::int64_t step,
                        std::int64_t count, T* buffer) noexcept {
  if (x.dtype == dtype) return {static_cast<const T*>(x.data) + start, step};
  const auto* first = static_cast<const std::byte*>(x.data) +
                      start * static_cast<std::int64_t>(bytes_of(x.dtype));
  cast(buffer, dtype, Dims(1, step == 0 ? 1 : count), first, Dims(1, step), x.dtype);
  return {buffer, step == 0 ? 0 : 1};
}

// Calls block(done, size) for each part of a row of `count` elements: one part where the row is
// read `in_place`, else parts that fit a buffer of kBlock.
template <class Block>
void for_blocks(std::int64_t count, bool in_place, Block block) {
  const std::int64_t most = in_place ? count : kBlock;
  for (std::int64_t done = 0; done < count; done += most) block(done, std::min(most, count - done));
}

}  // namespace tw::cpu
