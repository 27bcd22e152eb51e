// What half and bfloat16 share: arithmetic that rounds once.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "emu/conversions.h"

namespace emu {

// a * b + c, for factors of at most 26 bits, as a double whose last bit says whether it is
// exact: rounding it to a narrower format then rounds once.
inline double fused_to_odd(double a, double b, double c) {
  const double product = a * b;  // Exact.
  const double sum = product + c;
  if (!std::isfinite(sum)) return sum;
  const double virtual_c = sum - product;
  const double lost = (product - (sum - virtual_c)) + (c - virtual_c);
  if (lost == 0 || (std::bit_cast<std::uint64_t>(sum) & 1) != 0) return sum;
  return std::nextafter(sum, lost > 0 ? INFINITY : -INFINITY);
}

// The reciprocal and its like are computed in float and rounded once more, as the device
// does from its approximations; the hyperbolic tangent likewise.
inline float reciprocal(float x) {
  return 1.0F / x;
}
inline float reciprocal_root(float x) {
  return 1.0F / std::sqrt(x);
}
inline float power_of_ten(float x) {
  return static_cast<float>(std::pow(10.0, double{x}));
}

}  // namespace emu

// All that NVIDIA's header has for its own compiler alone.  H, H2: the scalar and the
// pair; VALUE and NARROW convert to and from float, WIDE from double.
#define EMU_NARROW_UNARY(H, H2, NAME, VALUE, NARROW, FUNCTION) \
  inline H h##NAME(H x) {                                      \
    return NARROW(FUNCTION(VALUE(x)));                         \
  }                                                            \
  inline H2 h2##NAME(H2 x) {                                   \
    return H2(h##NAME(H(x.x)), h##NAME(H(x.y)));               \
  }

#define EMU_NARROW_TO_INTEGER(H, NAME, VALUE, TO, SHORT)          \
  inline TO __##NAME##2##SHORT##_rn(H x) {                        \
    return emu::to_integer<TO>(VALUE(x), emu::Rounding::nearest); \
  }                                                               \
  inline TO __##NAME##2##SHORT##_rd(H x) {                        \
    return emu::to_integer<TO>(VALUE(x), emu::Rounding::down);    \
  }                                                               \
  inline TO __##NAME##2##SHORT##_ru(H x) {                        \
    return emu::to_integer<TO>(VALUE(x), emu::Rounding::up);      \
  }

#define EMU_NARROW_GAPS(H, H2, NAME, VALUE, NARROW, WIDE)                                 \
  EMU_NARROW_UNARY(H, H2, exp, VALUE, NARROW, std::exp)                                   \
  EMU_NARROW_UNARY(H, H2, exp2, VALUE, NARROW, std::exp2)                                 \
  EMU_NARROW_UNARY(H, H2, exp10, VALUE, NARROW, emu::power_of_ten)                        \
  EMU_NARROW_UNARY(H, H2, log, VALUE, NARROW, std::log)                                   \
  EMU_NARROW_UNARY(H, H2, log2, VALUE, NARROW, std::log2)                                 \
  EMU_NARROW_UNARY(H, H2, log10, VALUE, NARROW, std::log10)                               \
  EMU_NARROW_UNARY(H, H2, sin, VALUE, NARROW, std::sin)                                   \
  EMU_NARROW_UNARY(H, H2, cos, VALUE, NARROW, std::cos)                                   \
  EMU_NARROW_UNARY(H, H2, tanh, VALUE, NARROW, std::tanh)                                 \
  EMU_NARROW_UNARY(H, H2, tanh_approx, VALUE, NARROW, std::tanh)                          \
  EMU_NARROW_UNARY(H, H2, sqrt, VALUE, NARROW, std::sqrt)                                 \
  EMU_NARROW_UNARY(H, H2, rsqrt, VALUE, NARROW, emu::reciprocal_root)                     \
  EMU_NARROW_UNARY(H, H2, rcp, VALUE, NARROW, emu::reciprocal)                            \
  EMU_NARROW_UNARY(H, H2, floor, VALUE, NARROW, std::floor)                               \
  EMU_NARROW_UNARY(H, H2, ceil, VALUE, NARROW, std::ceil)                                 \
  EMU_NARROW_UNARY(H, H2, trunc, VALUE, NARROW, std::trunc)                               \
  EMU_NARROW_UNARY(H, H2, rint, VALUE, NARROW, std::nearbyint)                            \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, int, int)                                         \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, unsigned, uint)                                   \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, short, short)                                     \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, unsigned short, ushort)                           \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, long long, ll)                                    \
  EMU_NARROW_TO_INTEGER(H, NAME, VALUE, unsigned long long, ull)                          \
  inline H __hfma(H a, H b, H c) {                                                        \
    return WIDE(emu::fused_to_odd(double{VALUE(a)}, double{VALUE(b)}, double{VALUE(c)})); \
  }                                                                                       \
  inline H __hfma_sat(H a, H b, H c) {                                                    \
    const float x = VALUE(__hfma(a, b, c));                                               \
    return NARROW(x > 0.0F ? (x < 1.0F ? x : 1.0F) : 0.0F);                               \
  }                                                                                       \
  inline H __hfma_relu(H a, H b, H c) {                                                   \
    const H x = __hfma(a, b, c);                                                          \
    return std::isnan(VALUE(x)) || VALUE(x) > 0.0F ? x : NARROW(0.0F);                    \
  }                                                                                       \
  inline H2 __hfma2(H2 a, H2 b, H2 c) {                                                   \
    return H2(__hfma(H(a.x), H(b.x), H(c.x)), __hfma(H(a.y), H(b.y), H(c.y)));            \
  }                                                                                       \
  inline H2 __hfma2_sat(H2 a, H2 b, H2 c) {                                               \
    return H2(__hfma_sat(H(a.x), H(b.x), H(c.x)), __hfma_sat(H(a.y), H(b.y), H(c.y)));    \
  }                                                                                       \
  inline H2 __hfma2_relu(H2 a, H2 b, H2 c) {                                              \
    return H2(__hfma_relu(H(a.x), H(b.x), H(c.x)), __hfma_relu(H(a.y), H(b.y), H(c.y)));  \
  }                                                                                       \
  inline H2 __hcmadd(H2 a, H2 b, H2 c) { /* Complex: (re, im). */                         \
    const H minus = __hneg(H(a.y));                                                       \
    return H2(__hfma(minus, H(b.y), __hfma(H(a.x), H(b.x), H(c.x))),                      \
              __hfma(H(a.y), H(b.x), __hfma(H(a.x), H(b.y), H(c.y))));                    \
  }                                                                                       \
  __forceinline__ H atomicAdd(H* at, H value) {                                           \
    return emu::atomically(at, [value](H before) { return __hadd(before, value); });      \
  }                                                                                       \
  __forceinline__ H2 atomicAdd(H2* at, H2 value) {                                        \
    return emu::atomically(at, [value](H2 before) { return __hadd2(before, value); });    \
  }
