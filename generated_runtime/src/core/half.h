// The floats of two bytes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace tw {

// The bits of `value` rounded to nearest, ties to even, to a sign, 15 - kMantissa bits of exponent
// and kMantissa bits of mantissa.  What is too large is infinite; a NaN stays one.
template <int kMantissa, class Wide>
[[nodiscard]] std::uint16_t rounded_bits(Wide value) noexcept {
  static_assert(std::is_same_v<Wide, float> || std::is_same_v<Wide, double>);
  using Bits = std::conditional_t<sizeof(Wide) == 4, std::uint32_t, std::uint64_t>;
  constexpr int kWideMantissa = std::numeric_limits<Wide>::digits - 1;
  constexpr int kWideSign = static_cast<int>(sizeof(Wide)) * 8 - 1;
  constexpr Bits kWideHidden = Bits{1} << kWideMantissa;
  constexpr Bits kWideInfinity = std::bit_cast<Bits>(std::numeric_limits<Wide>::infinity());
  constexpr int kExponentMax = (1 << (15 - kMantissa)) - 1;
  constexpr Bits kInfinity = static_cast<Bits>(kExponentMax) << kMantissa;
  constexpr Bits kQuiet = Bits{1} << (kMantissa - 1);
  // How much smaller the target's bias is, and how many bits its mantissa lacks.
  constexpr int kRebias = std::numeric_limits<Wide>::max_exponent - 1 - kExponentMax / 2;
  constexpr int kDrop = kWideMantissa - kMantissa;

  const Bits bits = std::bit_cast<Bits>(value);
  const Bits sign = bits >> kWideSign << 15;
  const Bits magnitude = bits & (~Bits{0} >> 1);
  const int exponent = static_cast<int>(magnitude >> kWideMantissa) - kRebias;
  if (magnitude > kWideInfinity) {
    const Bits payload = (magnitude >> kDrop) & (2 * kQuiet - 1);
    return static_cast<std::uint16_t>(sign | kInfinity | kQuiet | payload);
  }
  if (exponent >= kExponentMax) return static_cast<std::uint16_t>(sign | kInfinity);

  Bits significand = magnitude;
  int drop = kDrop;
  if (exponent >= 1) {
    significand -= static_cast<Bits>(kRebias) << kWideMantissa;
  } else if (magnitude < kWideHidden) {  // Denormal already: its exponent counts as one more.
    drop -= exponent;
  } else {
    significand = (magnitude & (kWideHidden - 1)) | kWideHidden;
    drop += 1 - exponent;
  }
  drop = std::min(drop, kWideMantissa + 2);  // Nothing is left of any significand.
  // A carry goes on into the exponent, up to infinity.
  const Bits below_half = (Bits{1} << (drop - 1)) - 1;
  const Bits odd = (significand >> drop) & 1;
  return static_cast<std::uint16_t>(sign | ((significand + below_half + odd) >> drop));
}

// IEEE 754 binary16: 5 bits of exponent, 10 of mantissa.
struct Half {
  std::uint16_t bits;

  Half() = default;
  explicit Half(float value) noexcept : bits(rounded_bits<10>(value)) {}
  explicit Half(double value) noexcept : bits(rounded_bits<10>(value)) {}

  explicit operator float() const noexcept {
    const std::uint32_t sign = (bits & 0x8000U) << 16;
    const std::uint32_t magnitude = bits & 0x7FFFU;
    std::uint32_t wide = magnitude << 13;
    if (magnitude < 0x0400U)  // Denormal or 0: a multiple of 2^-24.
      wide = std::bit_cast<std::uint32_t>(static_cast<float>(magnitude) * 0x1p-24F);
    else
      wide += (magnitude < 0x7C00U ? 127U - 15U : 255U - 31U) << 23;
    return std::bit_cast<float>(sign | wide);
  }
};

// The upper half of a float: 8 bits of exponent, 7 of mantissa.
struct BFloat16 {
  std::uint16_t bits;

  BFloat16() = default;
  explicit BFloat16(float value) noexcept : bits(rounded_bits<7>(value)) {}
  explicit BFloat16(double value) noexcept : bits(rounded_bits<7>(value)) {}

  explicit operator float() const noexcept {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
  }
};

static_assert(sizeof(Half) == 2 && std::is_trivial_v<Half>);
static_assert(sizeof(BFloat16) == 2 && std::is_trivial_v<BFloat16>);

}  // namespace tw
