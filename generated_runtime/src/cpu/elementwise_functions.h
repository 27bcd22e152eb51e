// The larger and the smaller of two numbers of one dtype, as computed; NaN where one is NaN.
#pragma once

#include <type_traits>

namespace tw::cpu {

template <class C>
[[nodiscard]] bool is_nan([[maybe_unused]] C x) noexcept {
  if constexpr (std::is_floating_point_v<C>)
    return x != x;
  else
    return false;
}

// Where y is NaN, x > y is false.
struct Larger {
  template <class C>
  C operator()(C x, C y) const noexcept {
    return x > y || is_nan(x) ? x : y;
  }
};

struct Smaller {
  template <class C>
  C operator()(C x, C y) const noexcept {
    return x < y || is_nan(x) ? x : y;
  }
};

}  // namespace tw::cpu
