// The numbers of each dtype: their C++ types, and conversion between them.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/half.h"
#include "tw/dtype.h"

namespace tw {

template <class T>
struct Tag {
  using type = T;
};

// Calls `function` with the tag of the dtype's C++ type, and returns what it returns:
//   visit(dtype, [&](auto tag) { using T = typename decltype(tag)::type; ... });
// This one is for float dtypes only.
template <class Function>
decltype(auto) visit_float(Dtype dtype, Function&& function) {
  switch (dtype) {
    case Dtype::f16: return std::forward<Function>(function)(Tag<Half>{});
    case Dtype::bf16: return std::forward<Function>(function)(Tag<BFloat16>{});
    case Dtype::f32: return std::forward<Function>(function)(Tag<float>{});
    default: return std::forward<Function>(function)(Tag<double>{});
  }
}

template <class Function>
decltype(auto) visit(Dtype dtype, Function&& function) {
  switch (dtype) {
    case Dtype::boolean: return std::forward<Function>(function)(Tag<bool>{});
    case Dtype::u8: return std::forward<Function>(function)(Tag<std::uint8_t>{});
    case Dtype::i8: return std::forward<Function>(function)(Tag<std::int8_t>{});
    case Dtype::i16: return std::forward<Function>(function)(Tag<std::int16_t>{});
    case Dtype::i32: return std::forward<Function>(function)(Tag<std::int32_t>{});
    case Dtype::i64: return std::forward<Function>(function)(Tag<std::int64_t>{});
    default: return visit_float(dtype, std::forward<Function>(function));
  }
}

// The C++ type of each dtype.
template <Dtype kDtype>
struct NumberOf;
template <>
struct NumberOf<Dtype::boolean> : Tag<bool> {};
template <>
struct NumberOf<Dtype::u8> : Tag<std::uint8_t> {};
template <>
struct NumberOf<Dtype::i8> : Tag<std::int8_t> {};
template <>
struct NumberOf<Dtype::i16> : Tag<std::int16_t> {};
template <>
struct NumberOf<Dtype::i32> : Tag<std::int32_t> {};
template <>
struct NumberOf<Dtype::i64> : Tag<std::int64_t> {};
template <>
struct NumberOf<Dtype::f16> : Tag<Half> {};
template <>
struct NumberOf<Dtype::bf16> : Tag<BFloat16> {};
template <>
struct NumberOf<Dtype::f32> : Tag<float> {};
template <>
struct NumberOf<Dtype::f64> : Tag<double> {};
template <Dtype kDtype>
using Number = typename NumberOf<kDtype>::type;

template <class T>
inline constexpr bool kIsHalf = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// The type in which a number is computed.
template <class T>
using Computed = std::conditional_t<kIsHalf<T>, float, T>;

// To floats by rounding to nearest even; from floats to integers by truncation, to the nearest of
// the range, NaN to 0; between integers modulo 2^n; to bool whether it is not 0.
template <class To, class From>
[[nodiscard]] To convert(From value) noexcept {
  if constexpr (std::is_same_v<To, From>) {
    return value;
  } else if constexpr (kIsHalf<From>) {
    return convert<To>(static_cast<float>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From{0};
  } else if constexpr (kIsHalf<To>) {
    if constexpr (std::is_same_v<From, std::int64_t>) {
      // Beyond 53 bits a double would round first.  An odd last bit stands for those below it:
      // then no tie of the few bits of To is made or lost.
      constexpr std::int64_t kExact = std::int64_t{1} << 53;
      if (value < -kExact || value > kExact) {
        const std::int64_t rest = (value & 2047) != 0 ? 1 : 0;
        return To(static_cast<double>((value >> 11) | rest) * 2048.0);
      }
    }
    if constexpr (std::is_same_v<From, float>)
      return To(value);
    else
      return To(static_cast<double>(value));
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    constexpr To kMin = std::numeric_limits<To>::min();
    constexpr To kMax = std::numeric_limits<To>::max();
    constexpr From kLow = static_cast<From>(kMin);
    constexpr From kEnd = static_cast<From>(kMax / 2 + 1) * 2;  // kMax + 1, a power of two.
    if (value != value) return To{0};
    if (value <= kLow) return kMin;
    if (value >= kEnd) return kMax;
    return static_cast<To>(value);
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace tw
