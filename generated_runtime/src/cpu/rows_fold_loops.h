// The part of rows_loops.h that loads vectors of rows and joins their lanes, for up to four rows
// in one tree: the steps of one row wait for each other, those of four rows do not take longer.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

constexpr std::int64_t kLanes = sizeof(Floats) / sizeof(float);

// One number of each of four rows.
using FourFloats = float __attribute__((vector_size(16)));
using FourDoubles = double __attribute__((vector_size(32)));

// Rows so long go in groups of four, and rows so long are worked at beside those next to them: what
// three groups read and write stays in the first cache.
constexpr std::int64_t kShort = 128;
constexpr std::int64_t kLong = 1024;

TW_INLINE Floats load(const float* from) {
  Floats x;
  __builtin_memcpy(&x, from, sizeof(x));
  return x;
}

TW_INLINE void store(float* to, Floats x) {
  __builtin_memcpy(to, &x, sizeof(x));
}

// As all(), which adds to 0 where that is not known.
TW_INLINE Floats same(float x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Floats>(_mm512_set1_ps(x));
#else
  return reinterpret_cast<Floats>(_mm256_set1_ps(x));
#endif
}

// Leaves out NaN, of which the sum tells.
struct Larger {
  template <class Vector>
  TW_INLINE Vector operator()(Vector a, Vector b) const {
    return a > b ? a : b;
  }
};

constexpr Larger larger;

struct Plus {
  template <class Vector>
  TW_INLINE Vector operator()(Vector a, Vector b) const {
    return a + b;
  }
};

// In one step, for which compilers take several.
TW_INLINE Doubles wide(FewFloats x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Doubles>(_mm512_maskz_cvtps_pd(0xFF, reinterpret_cast<__m256>(x)));
#else
  return reinterpret_cast<Doubles>(_mm256_cvtps_pd(reinterpret_cast<__m128>(x)));
#endif
}

TW_INLINE FourDoubles wide_four(FourFloats x) {
  return reinterpret_cast<FourDoubles>(_mm256_cvtps_pd(reinterpret_cast<__m128>(x)));
}

// a * b + c, rounded once.
TW_INLINE FourDoubles fused(FourDoubles a, FourDoubles b, FourDoubles c) {
  return reinterpret_cast<FourDoubles>(_mm256_fmadd_pd(
      reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(c)));
}

// To kLanes sums.
TW_INLINE void add(Doubles* sums, Floats x) {
  FewFloats halves[2];
  __builtin_memcpy(halves, &x, sizeof(x));
  sums[0] += wide(halves[0]);
  sums[1] += wide(halves[1]);
}

TW_INLINE Doubles wide_sum(Floats x) {
  FewFloats halves[2];
  __builtin_memcpy(halves, &x, sizeof(x));
  return wide(halves[0]) + wide(halves[1]);
}

// Which lanes are from `begin` to `end`.
TW_INLINE Ints lanes_from(std::int64_t begin, std::int64_t end) {
  constexpr std::int32_t kCounted[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  Ints index;
  __builtin_memcpy(&index, kCounted, sizeof(index));
  return (index >= static_cast<std::int32_t>(begin)) & (index < static_cast<std::int32_t>(end));
}

// Joins lane k with the lane that is half of all lanes further, until there are as many as in Few.
template <class Few, class Vector, class Join>
TW_INLINE Few halved(Vector x, Join join) {
  constexpr std::size_t kParts = sizeof(Vector) / sizeof(Few);
  Few parts[kParts];
  __builtin_memcpy(parts, &x, sizeof(x));
  for (std::size_t half = kParts / 2; half > 0; half /= 2)
    for (std::size_t k = 0; k < half; ++k) parts[k] = join(parts[k], parts[k + half]);
  return parts[0];
}

// All lanes of each of the vectors, in the same order for each, wherever it is: lane k with lane
// k + 8, the results in lanes k and k + 4, and so on.
template <class Few, std::int64_t kRows, class Vector, class Join>
TW_INLINE Few across(const Vector (&x)[kRows], Join join) {
  static_assert(kRows == 1 || kRows == 4);
  Few few[kRows];
  for (std::int64_t r = 0; r < kRows; ++r) few[r] = halved<Few>(x[r], join);
  const Few a = few[0];
  if constexpr (kRows == 1) {  // Of which lane 0 is wanted.
    const Few two = join(a, __builtin_shufflevector(a, a, 2, 3, 0, 1));
    return join(two, __builtin_shufflevector(two, two, 1, 0, 3, 2));
  }
  const Few b = few[1 % kRows];
  const Few c = few[2 % kRows];
  const Few d = few[3 % kRows];
  const Few ac = join(__builtin_shufflevector(a, c, 0, 1, 4, 5),
                      __builtin_shufflevector(a, c, 2, 3, 6, 7));
  const Few bd = join(__builtin_shufflevector(b, d, 0, 1, 4, 5),
                      __builtin_shufflevector(b, d, 2, 3, 6, 7));
  return join(__builtin_shufflevector(ac, bd, 0, 4, 2, 6),
              __builtin_shufflevector(ac, bd, 1, 5, 3, 7));
}

#undef TW_INLINE

}  // namespace
}  // namespace tw::cpu
