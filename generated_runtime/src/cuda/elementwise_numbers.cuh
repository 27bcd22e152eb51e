// Conversion between the numbers of each dtype on the device, by the rules of core/number.h.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/number.h"

namespace tw::cuda {

template <class C>
__device__ bool is_nan([[maybe_unused]] C x) {
  if constexpr (std::is_floating_point_v<C>)
    return x != x;
  else
    return false;
}

__device__ inline float widened(Half x) {
  return __half2float(__ushort_as_half(x.bits));
}

__device__ inline float widened(BFloat16 x) {
  return __bfloat162float(__ushort_as_bfloat16(x.bits));
}

// Rounded once, from float or double.
template <class To, class Wide>
__device__ To narrowed(Wide x) {
  To result;
  if constexpr (std::is_same_v<To, Half>) {
    if constexpr (std::is_same_v<Wide, float>)
      result.bits = __half_as_ushort(__float2half_rn(x));
    else
      result.bits = __half_as_ushort(__double2half(x));
  } else {
    if constexpr (std::is_same_v<Wide, float>)
      result.bits = __bfloat16_as_ushort(__float2bfloat16_rn(x));
    else
      result.bits = __bfloat16_as_ushort(__double2bfloat16(x));
  }
  return result;
}

// An integer as a double that rounds to the floats of two bytes as the integer does.  Beyond 53
// bits an odd last bit stands for those below it: no tie of the few bits is made or lost.
template <class From>
__device__ double as_double(From value) {
  if constexpr (std::is_same_v<From, std::int64_t>) {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;
    if (value < -kExact || value > kExact) {
      const std::int64_t rest = (value & 2047) != 0 ? 1 : 0;
      return static_cast<double>((value >> 11) | rest) * 2048.0;
    }
  }
  return static_cast<double>(value);
}

// The range of an integer, and where it begins and ends as a float.
template <class To, class From>
struct Range {
  static constexpr To kMin = std::numeric_limits<To>::min();
  static constexpr To kMax = std::numeric_limits<To>::max();
  static constexpr From kLow = static_cast<From>(kMin);
  static constexpr From kEnd = static_cast<From>(kMax / 2 + 1) * 2;  // kMax + 1, a power of two.
};

// Truncated, and to the nearest of the range; NaN to 0.
template <class To, class From>
__device__ To truncated(From value) {
  using R = Range<To, From>;
  if (is_nan(value)) return To{0};
  if (value <= R::kLow) return R::kMin;
  if (value >= R::kEnd) return R::kMax;
  return static_cast<To>(value);
}

template <class To, class From>
__device__ To converted(From value) {
  if constexpr (std::is_same_v<To, From>)
    return value;
  else if constexpr (kIsHalf<From>)
    return converted<To>(widened(value));
  else if constexpr (std::is_same_v<To, bool>)
    return value != From{0};
  else if constexpr (kIsHalf<To> && std::is_floating_point_v<From>)
    return narrowed<To>(value);
  else if constexpr (kIsHalf<To>)
    return narrowed<To>(as_double(value));
  else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>)
    return truncated<To>(value);
  else
    return static_cast<To>(value);
}

}  // namespace tw::cuda
