// Conversion of strided elements from any dtype to any dtype.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cpu/elementwise_rows.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// Writes the elements at `data`, one stride for each size, as `to` in row-major order without gaps
// to `out`, which overlaps no source.  Nothing is read or written where a size is 0.
void cast(void* out, Dtype to, const Dims& sizes, const void* data, const Dims& strides,
          Dtype from) noexcept;

// As convert() does, for every float without a branch, so that the compiler makes vectors of it.
inline BFloat16 upper_half_of(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
  const std::uint32_t quiet = (bits >> 16) | 0x40U;
  BFloat16 result;
  result.bits = static_cast<std::uint16_t>((bits & 0x7FFFFFFFU) > 0x7F800000U ? quiet : rounded);
  return result;
}

template <class To, class From>
To cast_element(From value) noexcept {
  if constexpr (std::is_same_v<From, float> && std::is_same_v<To, BFloat16>)
    return upper_half_of(value);
  else
    return convert<To>(value);
}

template <class To, class From>
void cast_row(To* __restrict out, std::int64_t count, const From* __restrict data,
              std::int64_t step) noexcept {
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = cast_element<To>(data[i]);
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = cast_element<To>(data[i * step]);
  }
}

// The part of cast() for one C++ type of the source: the files cast_*.cpp share them.
template <class From>
void cast_from(void* out, Dtype to, const Dims& sizes, const From* data,
               const Dims& strides) noexcept {
  visit(to, [&](auto tag) {
    using To = typename decltype(tag)::type;
    auto* next = static_cast<To*>(out);
    for_rows(Walk<1>{sizes, {strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
                 const std::array<std::int64_t, 1>& steps) {
               cast_row(next, count, data + starts[0], steps[0]);
               next += count;
             });
  });
}

#define TW_CAST_FROM(From) \
  template void cast_from(void*, Dtype, const Dims&, const From*, const Dims&) noexcept
extern TW_CAST_FROM(bool);
extern TW_CAST_FROM(std::uint8_t);
extern TW_CAST_FROM(std::int8_t);
extern TW_CAST_FROM(std::int16_t);
extern TW_CAST_FROM(std::int32_t);
extern TW_CAST_FROM(std::int64_t);
extern TW_CAST_FROM(Half);
extern TW_CAST_FROM(BFloat16);
extern TW_CAST_FROM(float);
extern TW_CAST_FROM(double);

}  // namespace tw::cpu
