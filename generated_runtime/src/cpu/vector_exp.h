// Vectors of floats and their exp, for vector_loops.h, which includes this.  All has internal
// linkage, as there.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace tw::cpu {
namespace {

#if defined(__AVX512F__)
constexpr int kBytes = 64;
#else
constexpr int kBytes = 32;
#endif

using Floats = float __attribute__((vector_size(kBytes)));
using Ints = std::int32_t __attribute__((vector_size(kBytes)));
using Uints = std::uint32_t __attribute__((vector_size(kBytes)));
using Doubles = double __attribute__((vector_size(kBytes)));
using Longs = std::int64_t __attribute__((vector_size(kBytes)));
using Ulongs = std::uint64_t __attribute__((vector_size(kBytes)));
// As many as there are Doubles.
using FewFloats = float __attribute__((vector_size(kBytes / 2)));

#define TW_INLINE [[gnu::always_inline]] inline

constexpr float kInfinity = __builtin_inff();

// ---- Floats ----

TW_INLINE Floats all(float value) {
  return Floats{} + value;
}

TW_INLINE Floats select(Ints mask, Floats a, Floats b) {
  return mask ? a : b;
}

TW_INLINE Uints bits_of(Floats x) {
  return reinterpret_cast<Uints>(x);
}

TW_INLINE Floats of_bits(Uints x) {
  return reinterpret_cast<Floats>(x);
}

TW_INLINE Floats magnitude_of(Floats x) {
  return of_bits(bits_of(x) & 0x7FFFFFFFU);
}

// `size`, which is not negative, with the sign of x.
TW_INLINE Floats with_sign(Floats size, Floats x) {
  return of_bits(bits_of(size) | (bits_of(x) & 0x80000000U));
}

// a * b + c, rounded once also where the compiler does not optimise.
TW_INLINE Floats fused(Floats a, Floats b, Floats c) {
#if defined(__AVX512F__)
  return reinterpret_cast<Floats>(_mm512_fmadd_ps(
      reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b), reinterpret_cast<__m512>(c)));
#else
  return reinterpret_cast<Floats>(_mm256_fmadd_ps(
      reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b), reinterpret_cast<__m256>(c)));
#endif
}

// x, but at least `low` and at most `high`; NaN stays NaN.
TW_INLINE Floats limited(Floats x, float low, float high) {
  const Floats y = select(x < low, all(low), x);
  return select(y > high, all(high), y);
}

constexpr float kToInteger = 0x1.8p23F;  // A sum with it has an integer for its last bits.

// x - n log(2).
TW_INLINE Floats rest_of(Floats x, Floats n) {
  return fused(n, all(2.12194440e-4F), fused(n, all(-0x1.63p-1F), x));
}

// x = n log(2) + rest, with n an integer and |rest| at most a little more than log(2) / 2.
struct Split {
  Floats rest;
  Ints n;
};

// |x| is at most some hundreds, or x is NaN: then so is the rest, and n is anything.
TW_INLINE Split split(Floats x) {
  const Floats sum = x * 1.44269504089F + kToInteger;
  return {rest_of(x, sum - kToInteger), reinterpret_cast<Ints>(bits_of(sum) - 0x4B400000U)};
}

// 2^n for n from -126 to 127.
TW_INLINE Floats power_of_two(Ints n) {
  return of_bits(reinterpret_cast<Uints>(n + 127) << 23);
}

// exp(r) - 1 - r for |r| up to log(2) / 2, with the coefficients of Moshier's Cephes library.
TW_INLINE Floats exp_tail(Floats r) {
  Floats p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  return p * (r * r);
}

// exp(r) for |r| up to log(2) / 2: about the nearest polynomial of so few terms that is 1 at 0.
// One term fewer would err by another unit.
//
// Of several vectors each step is taken for all of them before the next: processors do not see far
// enough ahead to find another vector's steps beside those of one that wait for each other.
template <int kVectors>
TW_INLINE void exp_near(const Floats (&r)[kVectors], Floats (&p)[kVectors]) {
  for (int k = 0; k < kVectors; ++k)
    p[k] = fused(r[k], all(0x1.6a884cp-10F), all(0x1.124368p-7F));
  for (int k = 0; k < kVectors; ++k) p[k] = fused(p[k], r[k], all(0x1.555938p-5F));
  for (int k = 0; k < kVectors; ++k) p[k] = fused(p[k], r[k], all(0x1.555484p-3F));
  for (int k = 0; k < kVectors; ++k) p[k] = fused(p[k], r[k], all(0x1.fffffap-2F));
  for (int k = 0; k < kVectors; ++k) p[k] = fused(p[k], r[k], all(1.0F));
  for (int k = 0; k < kVectors; ++k) p[k] = fused(p[k], r[k], all(1.0F));
}

TW_INLINE Floats exp_near(Floats r) {
  const Floats from[1] = {r};
  Floats p[1];
  exp_near(from, p);
  return p[0];
}

// exp(x) = mantissa * first * second.  The powers of two are multiplied one after another: what is
// denormal is rounded once, by the second one.
struct ExpParts {
  Floats mantissa;
  Floats first;
  Floats second;
};

TW_INLINE ExpParts exp_parts(Floats x) {
  const Split parts = split(limited(x, -110.0F, 90.0F));  // Beyond are 0 and infinity.
  const Ints half = parts.n >> 1;
  return {exp_near(parts.rest), power_of_two(half), power_of_two(parts.n - half)};
}

#if defined(__AVX512F__)

// The last step is right for any n, also for infinities and NaN.  Where those or large numbers
// leave no rest that means anything, any mantissa between 0 and infinity will do.
TW_INLINE Floats exp_of(Floats x) {
  constexpr __mmask16 kAll = 0xFFFF;
  constexpr int kSmaller = 2;  // Of two magnitudes, with the sign of the first.
  const Floats n = (x * 1.44269504089F + kToInteger) - kToInteger;
  const Floats rest = rest_of(x, n);
  const __m512 near = _mm512_maskz_range_ps(kAll, reinterpret_cast<__m512>(rest),
                                            _mm512_set1_ps(1.0F), kSmaller);
  const Floats mantissa = exp_near(reinterpret_cast<Floats>(near));
  return reinterpret_cast<Floats>(_mm512_maskz_scalef_ps(
      kAll, reinterpret_cast<__m512>(mantissa), reinterpret_cast<__m512>(n)));
}

#else

TW_INLINE Floats exp_of(Floats x) {
  const ExpParts parts = exp_parts(x);
  return parts.mantissa * parts.first * parts.second;
}

// The same bits for |x| up to 87, where the result is normal: n, which is in the last bits of the
// sum, is added to the exponent.
TW_INLINE Floats ordinary_exp_of(Floats x) {
  const Floats sum = x * 1.44269504089F + kToInteger;
  return of_bits(bits_of(exp_near(rest_of(x, sum - kToInteger))) + (bits_of(sum) << 23));
}

// Of integers, which NaN does not hide from.
TW_INLINE Ints larger_bits(Ints a, Ints b) {
  return a > b ? a : b;
}

// Whether one of them has an element beyond 87, or NaN.
TW_INLINE bool are_extreme(const Floats (&x)[4]) {
  Ints size[4];
  for (int k = 0; k < 4; ++k) size[k] = reinterpret_cast<Ints>(magnitude_of(x[k]));
  const Ints most = larger_bits(larger_bits(size[0], size[1]), larger_bits(size[2], size[3]));
  const Ints beyond = most > 0x42AE0000;  // Of 87.
  return _mm256_movemask_ps(reinterpret_cast<__m256>(beyond)) != 0;
}

#endif

#undef TW_INLINE

}  // namespace
}  // namespace tw::cpu
