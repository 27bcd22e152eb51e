// sin and cos.  Those of CUDA keep an array in local memory for large arguments; these do not.
//
// x is taken as a multiple of pi / 2 and a rest: by Cody and Waite's subtraction in parts where x
// is not large, and by Payne and Hanek's product with the bits of 2 / pi where it is.  The
// polynomials in double are those of fdlibm.  A product whose lost bits are counted is __dmul_rn,
// which no compiler joins with a sum.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "tw/cuda.h"

namespace tw::cuda {

// pi / 2 in parts.
inline constexpr double kQuarter = 0x1.921FB54442D18p0;
inline constexpr double kQuarterRest = 0x1.1A62633145C07p-54;
inline constexpr double kQuarterLast = -0x1.F1976B7ED8FBCp-110;

// x is quadrant * pi / 2 + near + rest.
struct Turned {
  double near;
  double rest;
  int quadrant;
};

// 64 bits of 0, and the bits of 2 / pi behind the point.
struct TwoOverPi {
  static constexpr std::uint64_t kWords[] = {
      0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041,
      0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C, 0xFE1DEB1CB129A73E,
      0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
      0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
      0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB};
};

// 192 bits in the middle of 256.
struct Window {
  std::uint64_t words[4];
};

template <int kFirst>
__device__ void take_words(Window& window) {
  window = {{std::integral_constant<std::uint64_t, TwoOverPi::kWords[kFirst]>::value,
             std::integral_constant<std::uint64_t, TwoOverPi::kWords[kFirst + 1]>::value,
             std::integral_constant<std::uint64_t, TwoOverPi::kWords[kFirst + 2]>::value,
             std::integral_constant<std::uint64_t, TwoOverPi::kWords[kFirst + 3]>::value}};
}

// The words from `first` on, which is one of kFirst: no array is indexed by a variable.
template <int... kFirst>
__device__ Window words_from(int first, std::integer_sequence<int, kFirst...>) {
  Window window = {};
  ((first == kFirst ? take_words<kFirst>(window) : void()), ...);
  return window;
}

__device__ inline std::uint64_t shifted(std::uint64_t high, std::uint64_t low, int shift) {
  return shift == 0 ? high : high << shift | low >> (64 - shift);
}

// Of x from 2^16 up, as far as C goes.
template <class C>
__device__ Turned turned_far(double x) {
  constexpr int kExponentBias = 1023 + 52;
  constexpr int kFirsts = std::is_same_v<C, float> ? 3 : 17;
  const auto bits = static_cast<std::uint64_t>(__double_as_longlong(x));
  const int exponent = static_cast<int>(bits >> 52) - kExponentBias;
  const std::uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFULL) | 0x10000000000000ULL;
  // Bits of 2 / pi that bring multiples of 4 are left out.
  const int start = exponent + 62;
  const int shift = start & 63;
  const Window all = words_from(start >> 6, std::make_integer_sequence<int, kFirsts>{});
  const std::uint64_t high = shifted(all.words[0], all.words[1], shift);
  const std::uint64_t middle = shifted(all.words[1], all.words[2], shift);
  const std::uint64_t low = shifted(all.words[2], all.words[3], shift);
  // Their product modulo 2^192: two bits of the quadrant, and the fraction.
  const std::uint64_t last = mantissa * low;
  const std::uint64_t carried = __umul64hi(mantissa, low);
  const std::uint64_t second = mantissa * middle + carried;
  const std::uint64_t first =
      mantissa * high + __umul64hi(mantissa, middle) + (second < carried ? 1U : 0U);
  std::uint64_t fraction = first << 2 | second >> 62;
  std::uint64_t below = second << 2 | last >> 62;
  // To the nearest quadrant.
  const bool over = fraction >> 63 != 0;
  if (over) {
    fraction = ~fraction + (below == 0 ? 1U : 0U);
    below = ~below + 1;
  }
  const auto most = static_cast<double>(fraction);
  const auto missed = static_cast<std::int64_t>(fraction - static_cast<std::uint64_t>(most));
  const double part = most * 0x1p-64;
  const double more = static_cast<double>(missed) * 0x1p-64 + static_cast<double>(below) * 0x1p-128;
  const double product = __dmul_rn(part, kQuarter);
  const double lost = fma(part, kQuarter, -product) + (part * kQuarterRest + more * kQuarter);
  const double near = product + lost;
  const double rest = (product - near) + lost;
  return {over ? -near : near, over ? -rest : rest,
          static_cast<int>(first >> 62) + (over ? 1 : 0)};
}

// Of finite x.
__device__ inline Turned turned(double x) {
  constexpr double kRound = 0x1.8p52;
  if (fabs(x) < 0x1p-27) return {x, 0.0, 0};  // Also -0, which the steps below make 0.
  if (fabs(x) >= 0x1p20) {
    const Turned far = turned_far<double>(fabs(x));
    return x < 0 ? Turned{-far.near, -far.rest, -far.quadrant} : far;
  }
  const double times = fma(x, 0.63661977236758134, kRound) - kRound;
  const double start = fma(times, -kQuarter, x);  // Exact.
  // start - times * kQuarterRest with what each step loses: both may nearly be equal.
  const double less = __dmul_rn(times, kQuarterRest);
  const double less_lost = fma(times, kQuarterRest, -less);
  const double sum = start - less;
  const double moved = sum - start;
  const double lost = (start - (sum - moved)) - (less + moved);
  const double more = fma(times, -kQuarterLast, lost - less_lost);
  const double near = sum + more;
  const double rest = (sum - near) + more;
  return {near, rest, static_cast<int>(times)};
}

__device__ inline double near_sin(double x, double rest) {
  const double z = x * x;
  const double v = z * x;
  double p = fma(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08);
  p = fma(z, p, 2.75573137070700676789e-06);
  p = fma(z, p, -1.98412698298579493134e-04);
  p = fma(z, p, 8.33333333332248946124e-03);
  return x - ((z * (0.5 * rest - v * p) - rest) - v * -1.66666666666666324348e-01);
}

__device__ inline double near_cos(double x, double rest) {
  const double z = x * x;
  double p = fma(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09);
  p = fma(z, p, -2.75573143513906633035e-07);
  p = fma(z, p, 2.48015872894767294178e-05);
  p = fma(z, p, -1.38888888888741095749e-03);
  p = fma(z, p, 4.16666666666666019037e-02);
  const double half = 0.5 * z;
  const double w = 1.0 - half;
  return w + (((1.0 - w) - half) + (z * (z * p) - x * rest));
}

// sin(x + shift * pi / 2).
__device__ inline double wave(double x, int shift) {
  if (!(fabs(x) <= 0x1.FFFFFFFFFFFFFp1023)) return x - x;  // NaN.
  const Turned y = turned(x);
  const int quadrant = y.quadrant + shift;
  const double size = (quadrant & 1) != 0 ? near_cos(y.near, y.rest) : near_sin(y.near, y.rest);
  return (quadrant & 2) != 0 ? -size : size;
}

// The polynomials reach the last bit of a float from 0 to pi / 4.
__device__ inline float wave(float x, int shift) {
  float near = 0.0F;
  int quadrant = shift;
  if (fabsf(x) < 0x1p16F) {
    constexpr float kRound = 0x1.8p23F;
    const float times = fmaf(x, 0.636619747F, kRound) - kRound;
    near = fmaf(times, -1.57079601e+00F, x);
    near = fmaf(times, -3.13916473e-07F, near);
    near = fmaf(times, -5.39030253e-15F, near);
    quadrant += static_cast<int>(times);
  } else if (fabsf(x) <= 0x1.FFFFFEp127F) {
    const Turned far = turned_far<float>(static_cast<double>(fabsf(x)));
    near = static_cast<float>(x < 0.0F ? -far.near : far.near);
    quadrant += x < 0.0F ? -far.quadrant : far.quadrant;
  } else {
    return x - x;  // NaN.
  }
  const float z = near * near;
  float size = 0.0F;
  if ((quadrant & 1) != 0) {
    size = fmaf(2.44677067e-5F, z, -1.38877297e-3F);
    size = fmaf(size, z, 4.16666567e-2F);
    size = fmaf(size, z, -5.00000000e-1F);
    size = fmaf(size, z, 1.0F);
  } else {
    size = fmaf(2.86567956e-6F, z, -1.98559923e-4F);
    size = fmaf(size, z, 8.33338592e-3F);
    size = fmaf(size, z, -1.66666672e-1F);
    size = fmaf(size, fmaf(near, z, 0.0F), near);  // Of -0 this is -0.
  }
  return (quadrant & 2) != 0 ? -size : size;
}

}  // namespace tw::cuda
