// The loops of vector_functions_avx2.cpp and vector_functions_avx512.cpp, which are compiled for
// processors that have FMA: a * b + c is one step here, or two where the compiler likes.
//
// Nothing here may be shared with files that are compiled for other processors, so all has internal
// linkage, and no header with inline functions of others is included.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/vector_exp.h"
#include "cpu/vector_functions.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

// x = m 2^n with m from sqrt(1/2) to sqrt(2): n log(2) + log(m).  The coefficients of this file's
// polynomials in float are those of Moshier's Cephes library.
TW_INLINE Floats log_of(Floats x) {
  const Ints is_small = x < 0x1p-126F;
  const Floats y = select(is_small, x * 0x1p25F, x);
  const Uints bits = bits_of(y) - 0x3F3504F3U;  // Of sqrt(1/2).
  const Ints exponent = reinterpret_cast<Ints>(bits) >> 23;
  const Floats n =
      __builtin_convertvector(exponent, Floats) - select(is_small, all(25.0F), Floats{});
  const Floats f = of_bits((bits & 0x007FFFFFU) + 0x3F3504F3U) - 1.0F;
  const Floats square = f * f;
  Floats p = f * 7.0376836292e-2F + -1.1514610310e-1F;
  p = p * f + 1.1676998740e-1F;
  p = p * f + -1.2420140846e-1F;
  p = p * f + 1.4249322787e-1F;
  p = p * f + -1.6668057665e-1F;
  p = p * f + 2.0000714765e-1F;
  p = p * f + -2.4999993993e-1F;
  p = p * f + 3.3333331174e-1F;
  p = p * f * square;
  p = p + n * -2.12194440e-4F;
  p = p - square * 0.5F;
  const Floats result = n * 0x1.63p-1F + (f + p);
  const Floats special =
      select(x == 0.0F, all(-kInfinity), select(x > 0.0F, x, all(__builtin_nanf(""))));
  return select((x > 0.0F) & (x < kInfinity), result, special);
}

struct Exp {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const { return exp_of(x); }
};

// (exp(rest) - 1) 2^n + (2^n - 1), both halved since 2^128 is too large.
struct Expm1 {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const {
    const Split parts = split(limited(x, -30.0F, 89.0F));  // Beyond are -1 and infinity.
    const Floats half = power_of_two(parts.n - 1);
    const Floats low = exp_tail(parts.rest) + parts.rest;
    const Floats result = (low * half + (half - 0.5F)) * 2.0F;
    return select(magnitude_of(x) < 1e-8F, x, result);
  }
};

struct Log {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const { return log_of(x); }
};

// log of the rounded sum, and what was lost by rounding over that sum.
struct Log1p {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const {
    const Floats sum = x + 1.0F;
    const Floats lost = select(x < 1.0F, x - (sum - 1.0F), 1.0F - (sum - x));
    const Floats rest = select((sum > 0.0F) & (sum < 0x1p30F), lost / sum, Floats{});
    return select(magnitude_of(x) < 1e-8F, x, log_of(sum) + rest);
  }
};

// A polynomial below 0.625, and 1 - 2 / (exp(2 |x|) + 1) above.
struct Tanh {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const {
    const Floats size = magnitude_of(x);
    const Floats square = size * size;
    Floats p = square * -5.70498872745e-3F + 2.06390887954e-2F;
    p = p * square + -5.37397155531e-2F;
    p = p * square + 1.33314422036e-1F;
    p = p * square + -3.33332819422e-1F;
    const Floats small = size + size * square * p;
    const Floats large = 1.0F - 2.0F / (exp_of(size * 2.0F) + 1.0F);
    return with_sign(select(size < 0.625F, small, large), x);
  }
};

// exp of what is never positive does not overflow, and nothing is subtracted.
struct Sigmoid {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const {
    const Floats e = exp_of(-magnitude_of(x));
    return select(x < 0.0F, e, all(1.0F)) / (e + 1.0F);
  }
};

// Below 0 the last power of two comes last: exp(x) is denormal where its product with x is not.
struct Silu {
  using Vector = Floats;
  TW_INLINE Floats operator()(Floats x) const {
    const Floats y = select(x < -110.0F, all(-110.0F), x);  // The result is -0 from here on.
    const ExpParts parts = exp_parts(-magnitude_of(y));
    const Floats most = parts.mantissa * parts.first;
    const Ints negative = x < 0.0F;
    const Floats quotient = select(negative, y * most, y) / (most * parts.second + 1.0F);
    return quotient * select(negative, parts.second, all(1.0F));
  }
};

// ---- Doubles, in which both kinds of gelu are computed ----

TW_INLINE Doubles all(double value) {
  return Doubles{} + value;
}

TW_INLINE Doubles select(Longs mask, Doubles a, Doubles b) {
  return mask ? a : b;
}

TW_INLINE Doubles magnitude_of(Doubles x) {
  return reinterpret_cast<Doubles>(reinterpret_cast<Ulongs>(x) & 0x7FFFFFFFFFFFFFFFU);
}

// exp(x) for x from -700 to 0, with a relative error of 1e-9.
TW_INLINE Doubles exp_of(Doubles x) {
  constexpr double kRound = 0x1.8p52;
  const Doubles sum = x * 1.4426950408889634 + kRound;
  const Doubles r = x - (sum - kRound) * 0.69314718055994531;
  Doubles p = r * (1.0 / 40320) + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  // The last bits of the sum are those of the integer, which is added to the exponent.
  return reinterpret_cast<Doubles>(reinterpret_cast<Ulongs>(p) +
                                   (reinterpret_cast<Ulongs>(sum) << 52));
}

// x times the chance that a normal number lies below x, which for t = |x| and a negative x is
// exp(-t^2 / 2) R(t).  (t + c) R(t) is nearly a polynomial in (t - c) / (t + c): this one interpolates
// it up to 16 at Chebyshev's points, with a relative error of 3.5e-10.  The square of a float is
// exact.
struct Gelu {
  using Vector = FewFloats;
  TW_INLINE FewFloats operator()(FewFloats x) const {
    constexpr double kMiddle = 3.5;
    const Doubles given = __builtin_convertvector(x, Doubles);
    const Doubles y = select(given < -16.0, all(-16.0), given);  // The result is -0 from here on.
    const Doubles size = magnitude_of(y);
    const Doubles t = select(size > 16.0, all(16.0), size);
    const Doubles inverse = 1.0 / (t + kMiddle);
    const Doubles w = (t - kMiddle) * inverse;
    Doubles p = w * -2.0701764688999104e-05 + -6.5260736346767694e-05;
    p = p * w + 7.2857904336874615e-05;
    p = p * w + 0.00047358288658232964;
    p = p * w + -0.00044772536044916406;
    p = p * w + -0.0031888700892406512;
    p = p * w + 0.0064767017881138316;
    p = p * w + 0.017407862616511029;
    p = p * w + -0.11605096071158498;
    p = p * w + 0.31542496624595945;
    p = p * w + -0.56556181553820239;
    p = p * w + 0.74441607548028355;
    const Doubles beyond = p * inverse * exp_of(t * t * -0.5);
    // Half of an odd denormal number is a tie only with 1/2 itself.
    const Doubles chance = select(t < 1e-10, all(0.5), select(y < 0.0, beyond, 1.0 - beyond));
    return __builtin_convertvector(y * chance, FewFloats);
  }
};

// x sigmoid(2 u), where u is the argument of tanh.
struct GeluTanh {
  using Vector = FewFloats;
  TW_INLINE FewFloats operator()(FewFloats x) const {
    constexpr double kSlope = 1.5957691216057307;  // 2 sqrt(2 / pi).
    const Doubles given = __builtin_convertvector(x, Doubles);
    const Doubles y = select(given < -16.0, all(-16.0), given);  // The result is -0 from here on.
    const Doubles v = magnitude_of(y * (y * y * (kSlope * 0.044715) + kSlope));
    const Doubles e = exp_of(-select(v > 150.0, all(150.0), v));
    const Doubles result = y * select(y < 0.0, e, all(1.0)) / (e + 1.0);
    return __builtin_convertvector(result, FewFloats);
  }
};

#undef TW_INLINE

// ---- Loops ----

// From element i on.  The rest after full vectors is padded to one.
template <class Function>
[[gnu::always_inline]] inline void apply_from(std::int64_t i, float* __restrict out,
                                              std::int64_t count, const float* __restrict x) {
  using Vector = typename Function::Vector;
  constexpr std::int64_t kWidth = sizeof(Vector) / sizeof(float);
  for (; i + kWidth <= count; i += kWidth) {
    Vector v;
    __builtin_memcpy(&v, x + i, sizeof(v));
    v = Function{}(v);
    __builtin_memcpy(out + i, &v, sizeof(v));
  }
  if (i == count) return;
  const std::size_t rest = static_cast<std::size_t>(count - i) * sizeof(float);
  Vector v{};
  __builtin_memcpy(&v, x + i, rest);
  v = Function{}(v);
  __builtin_memcpy(out + i, &v, rest);
}

template <class Function>
void apply(float* __restrict out, std::int64_t count, const float* __restrict x) noexcept {
  apply_from<Function>(0, out, count, x);
}

#if !defined(__AVX512F__)
// Four vectors side by side, in fewer steps where nothing among them is extreme.
template <>
void apply<Exp>(float* __restrict out, std::int64_t count, const float* __restrict x) noexcept {
  constexpr std::int64_t kWidth = sizeof(Floats) / sizeof(float);
  std::int64_t i = 0;
  for (; i + 4 * kWidth <= count; i += 4 * kWidth) {
    Floats v[4];
    for (int k = 0; k < 4; ++k)
      v[k] = reinterpret_cast<Floats>(_mm256_loadu_ps(x + i + k * kWidth));
    if (are_extreme(v)) [[unlikely]]
      for (Floats& y : v) y = exp_of(y);
    else
      for (Floats& y : v) y = ordinary_exp_of(y);
    for (int k = 0; k < 4; ++k)
      _mm256_storeu_ps(out + i + k * kWidth, reinterpret_cast<__m256>(v[k]));
  }
  apply_from<Exp>(i, out, count, x);
}
#endif

// The steps of these two are rounded exactly, and the compiler makes vectors of them.
void sqrt_row(float* __restrict out, std::int64_t count, const float* __restrict x) noexcept {
  for (std::int64_t i = 0; i < count; ++i) out[i] = __builtin_sqrtf(x[i]);
}

void rsqrt_row(float* __restrict out, std::int64_t count, const float* __restrict x) noexcept {
  for (std::int64_t i = 0; i < count; ++i) out[i] = 1.0F / __builtin_sqrtf(x[i]);
}

constexpr VectorFunctions kLoops = {
    .sqrt = &sqrt_row,
    .rsqrt = &rsqrt_row,
    .exp = &apply<Exp>,
    .expm1 = &apply<Expm1>,
    .log = &apply<Log>,
    .log1p = &apply<Log1p>,
    .tanh = &apply<Tanh>,
    .sigmoid = &apply<Sigmoid>,
    .gelu = &apply<Gelu>,
    .gelu_tanh = &apply<GeluTanh>,
    .silu = &apply<Silu>,
};

}  // namespace
}  // namespace tw::cpu
