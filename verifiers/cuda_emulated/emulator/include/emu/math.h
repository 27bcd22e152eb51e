// Device mathematics that a host's libm has not.
//
// The fast intrinsics keep the shape of their errors: __expf goes through a rounded
// product with log2(e), __fdividef through a reciprocal.  They are not bit for bit the
// device's: tolerances are, which is what a test may rely on.
#pragma once

#include <cmath>

// Declared by the host's <math.h>, which does not export them; runtime/fast_math.cpp does.
extern "C" {
float __expf(float x) noexcept;
float __exp10f(float x) noexcept;
float __logf(float x) noexcept;
float __log2f(float x) noexcept;
float __log10f(float x) noexcept;
float __powf(float x, float y) noexcept;
float __sinf(float x) noexcept;
float __cosf(float x) noexcept;
float __tanf(float x) noexcept;
void __sincosf(float x, float* sine, float* cosine) noexcept;
}

inline float rsqrtf(float x) {
  return 1.0F / std::sqrt(x);
}
inline double rsqrt(double x) {
  return 1.0 / std::sqrt(x);
}
inline float rsqrt(float x) {
  return rsqrtf(x);
}
inline float rcbrtf(float x) {
  return 1.0F / std::cbrt(x);
}
inline double rcbrt(double x) {
  return 1.0 / std::cbrt(x);
}
inline float rhypotf(float x, float y) {
  return 1.0F / std::hypot(x, y);
}
inline float fdividef(float x, float y) {
  return x / y;
}
inline float __fdividef(float x, float y) {
  // The device's reciprocal of what is larger than 2^126 is 0.
  if (std::fabs(y) > 0x1p126F && std::isfinite(y)) return std::isinf(x) ? x - x : x * 0.0F;
  return x * (1.0F / y);
}
inline float __saturatef(float x) {
  return x > 0.0F ? (x < 1.0F ? x : 1.0F) : 0.0F;
}
inline float sinpif(float x) {
  return static_cast<float>(std::sin(3.14159265358979323846 * std::remainder(double{x}, 2.0)));
}
inline float cospif(float x) {
  return static_cast<float>(std::cos(3.14159265358979323846 * std::remainder(double{x}, 2.0)));
}
inline double sinpi(double x) {
  return std::sin(3.14159265358979323846 * std::remainder(x, 2.0));
}
inline double cospi(double x) {
  return std::cos(3.14159265358979323846 * std::remainder(x, 2.0));
}
inline float normcdff(float x) {
  return static_cast<float>(0.5 * std::erfc(-double{x} * 0.70710678118654752440));
}
inline double normcdf(double x) {
  return 0.5 * std::erfc(-x * 0.70710678118654752440);
}
inline float erfcxf(float x) {
  return static_cast<float>(std::exp(double{x} * x) * std::erfc(double{x}));
}

inline float __fadd_rn(float x, float y) {
  return x + y;
}
inline float __fsub_rn(float x, float y) {
  return x - y;
}
inline float __fmul_rn(float x, float y) {
  return x * y;
}
inline float __fdiv_rn(float x, float y) {
  return x / y;
}
inline float __fmaf_rn(float x, float y, float z) {
  return std::fma(x, y, z);
}
inline float __frcp_rn(float x) {
  return 1.0F / x;
}
inline float __fsqrt_rn(float x) {
  return std::sqrt(x);
}
inline float __frsqrt_rn(float x) {
  return static_cast<float>(1.0 / std::sqrt(double{x}));
}
inline double __dadd_rn(double x, double y) {
  return x + y;
}
inline double __dsub_rn(double x, double y) {
  return x - y;
}
inline double __dmul_rn(double x, double y) {
  return x * y;
}
inline double __ddiv_rn(double x, double y) {
  return x / y;
}
inline double __fma_rn(double x, double y, double z) {
  return std::fma(x, y, z);
}
inline double __drcp_rn(double x) {
  return 1.0 / x;
}
inline double __dsqrt_rn(double x) {
  return std::sqrt(x);
}

// Device code has them without a namespace; of a NaN and a number, the number.
#define EMU_LESS_AND_MORE(T) \
  inline T min(T x, T y) {   \
    return y < x ? y : x;    \
  }                          \
  inline T max(T x, T y) {   \
    return x < y ? y : x;    \
  }
EMU_LESS_AND_MORE(int)
EMU_LESS_AND_MORE(unsigned)
EMU_LESS_AND_MORE(long)
EMU_LESS_AND_MORE(unsigned long)
EMU_LESS_AND_MORE(long long)
EMU_LESS_AND_MORE(unsigned long long)
#undef EMU_LESS_AND_MORE
inline unsigned min(int x, unsigned y) {
  return min(static_cast<unsigned>(x), y);
}
inline unsigned min(unsigned x, int y) {
  return min(x, static_cast<unsigned>(y));
}
inline unsigned max(int x, unsigned y) {
  return max(static_cast<unsigned>(x), y);
}
inline unsigned max(unsigned x, int y) {
  return max(x, static_cast<unsigned>(y));
}
inline float min(float x, float y) {
  return std::fmin(x, y);
}
inline float max(float x, float y) {
  return std::fmax(x, y);
}
inline double min(double x, double y) {
  return std::fmin(x, y);
}
inline double max(double x, double y) {
  return std::fmax(x, y);
}
inline double min(float x, double y) {
  return std::fmin(double{x}, y);
}
inline double min(double x, float y) {
  return std::fmin(x, double{y});
}
inline double max(float x, double y) {
  return std::fmax(double{x}, y);
}
inline double max(double x, float y) {
  return std::fmax(x, double{y});
}
