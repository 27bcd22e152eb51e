// Conversions of device code, which name their rounding and clamp to the range of the result.
#pragma once

#include <cfenv>
#include <cmath>
#include <limits>
#include <type_traits>

namespace emu {

enum class Rounding { nearest, zero, down, up };

template <class From>
From rounded(From x, Rounding how) {
  switch (how) {
    case Rounding::nearest:
      return std::nearbyint(x);
    case Rounding::zero:
      return std::trunc(x);
    case Rounding::down:
      return std::floor(x);
    case Rounding::up:
      return std::ceil(x);
  }
  return x;
}

// A NaN gives 0, or the lowest bit pattern with its sign set for 64 bits: PTX ISA, cvt.
template <class To, class From>
To to_integer(From x, Rounding how) {
  using Limits = std::numeric_limits<To>;
  if (std::isnan(x)) {
    if (sizeof(To) < 8) return 0;
    return static_cast<To>(0x8000000000000000ULL);
  }
  const From whole = rounded(x, how);
  if (whole <= static_cast<From>(Limits::min())) return Limits::min();
  if (whole >= static_cast<From>(Limits::max())) return Limits::max();
  return static_cast<To>(whole);
}

// An integer that a float cannot hold, rounded as asked.
template <class To, class From>
To to_floating(From x, Rounding how) {
  const To nearest = static_cast<To>(x);
  const auto exact = static_cast<long double>(x), got = static_cast<long double>(nearest);
  const To infinity = std::numeric_limits<To>::infinity();
  const bool down = how == Rounding::down || (how == Rounding::zero && exact > 0);
  const bool up = how == Rounding::up || (how == Rounding::zero && exact < 0);
  if (down && got > exact) return std::nextafter(nearest, -infinity);
  if (up && got < exact) return std::nextafter(nearest, infinity);
  return nearest;
}

}  // namespace emu

#define EMU_TO_INTEGER(FROM, TO, SHORT)                    \
  inline TO __##FROM##2##SHORT##_rn(FROM x) {              \
    return emu::to_integer<TO>(x, emu::Rounding::nearest); \
  }                                                        \
  inline TO __##FROM##2##SHORT##_rz(FROM x) {              \
    return emu::to_integer<TO>(x, emu::Rounding::zero);    \
  }                                                        \
  inline TO __##FROM##2##SHORT##_rd(FROM x) {              \
    return emu::to_integer<TO>(x, emu::Rounding::down);    \
  }                                                        \
  inline TO __##FROM##2##SHORT##_ru(FROM x) {              \
    return emu::to_integer<TO>(x, emu::Rounding::up);      \
  }
EMU_TO_INTEGER(float, int, int)
EMU_TO_INTEGER(float, unsigned, uint)
EMU_TO_INTEGER(float, long long, ll)
EMU_TO_INTEGER(float, unsigned long long, ull)
EMU_TO_INTEGER(double, int, int)
EMU_TO_INTEGER(double, unsigned, uint)
EMU_TO_INTEGER(double, long long, ll)
EMU_TO_INTEGER(double, unsigned long long, ull)
#undef EMU_TO_INTEGER

#define EMU_TO_FLOATING(FROM, SHORT, TO)                    \
  inline TO __##SHORT##2##TO##_rn(FROM x) {                 \
    return emu::to_floating<TO>(x, emu::Rounding::nearest); \
  }                                                         \
  inline TO __##SHORT##2##TO##_rz(FROM x) {                 \
    return emu::to_floating<TO>(x, emu::Rounding::zero);    \
  }                                                         \
  inline TO __##SHORT##2##TO##_rd(FROM x) {                 \
    return emu::to_floating<TO>(x, emu::Rounding::down);    \
  }                                                         \
  inline TO __##SHORT##2##TO##_ru(FROM x) {                 \
    return emu::to_floating<TO>(x, emu::Rounding::up);      \
  }
EMU_TO_FLOATING(int, int, float)
EMU_TO_FLOATING(unsigned, uint, float)
EMU_TO_FLOATING(long long, ll, float)
EMU_TO_FLOATING(unsigned long long, ull, float)
EMU_TO_FLOATING(long long, ll, double)
EMU_TO_FLOATING(unsigned long long, ull, double)
EMU_TO_FLOATING(double, double, float)
#undef EMU_TO_FLOATING
inline double __int2double_rn(int x) {
  return x;
}
inline double __uint2double_rn(unsigned x) {
  return x;
}
