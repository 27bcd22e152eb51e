// How elements are moved, whatever they stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "tw/dtype.h"

namespace tw::cpu {

template <std::int64_t kBytes>
using Width = std::integral_constant<std::int64_t, kBytes>;

// Calls `function` with the width of the dtype's elements.
template <class Function>
void visit_width(Dtype dtype, Function&& function) {
  switch (bytes_of(dtype)) {
    case 1: std::forward<Function>(function)(Width<1>{}); break;
    case 2: std::forward<Function>(function)(Width<2>{}); break;
    case 4: std::forward<Function>(function)(Width<4>{}); break;
    default: std::forward<Function>(function)(Width<8>{}); break;
  }
}

// Steps are in elements of kBytes bytes.
template <std::int64_t kBytes>
void move_row(std::byte* to, std::int64_t to_step, const std::byte* from, std::int64_t from_step,
              std::int64_t count) noexcept {
  if (to_step == 1 && from_step == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(count * kBytes));
    return;
  }
  for (std::int64_t i = 0; i < count; ++i)
    std::memcpy(to + i * to_step * kBytes, from + i * from_step * kBytes, kBytes);
}

}  // namespace tw::cpu
