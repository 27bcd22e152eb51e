// The part of rows_loops.h that is about exp of rows and their sums.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "cpu/rows_fold_loops.h"
#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

// What exp_of() needs to know of a row with this largest element, or of four rows.
template <class Vector>
struct BaseOf {
  Vector base;
  Vector low;
  Vector round;
};

using Base = BaseOf<Floats>;

// Softmax does not subtract what is small: the difference would be rounded, where n and rest of
// exp_of() are not.  Two floats near a large one have an exact difference.  Where logarithms
// follow, exp of the largest element has to be 1 instead.
template <bool kExactOne, class Vector>
TW_INLINE BaseOf<Vector> base_of(Vector largest) {
  Vector base = largest;
  if constexpr (!kExactOne) {
    const auto is_small = (largest < 256.0F) & (largest > -256.0F);
    base = is_small ? Vector{} : largest;
  }
  const Vector gap = largest - base;
  const Vector n = (gap * 1.44269504089F + kToInteger) - kToInteger;
  return {base, gap - 104.0F, kToInteger + 191.0F - n};
}

// Of four rows, in memory, from where one number is read as fast as all lanes of a vector.
struct FourBases {
  float base[4];
  float low[4];
  float round[4];

  TW_INLINE void set(FourFloats largest) {
    const BaseOf<FourFloats> rows = base_of<false>(largest);
    __builtin_memcpy(base, &rows.base, sizeof(base));
    __builtin_memcpy(low, &rows.low, sizeof(low));
    __builtin_memcpy(round, &rows.round, sizeof(round));
  }

  TW_INLINE Base of(std::int64_t row) const {
    return {same(base[row]), same(low[row]), same(round[row])};
  }
};

constexpr double kScale = 0x1p-64;

// exp(x - largest) / kScale, but for a factor near 1 of all elements of a row: nothing is denormal,
// and what would be less than half the least float is 0, as processors are slow where a product
// underflows.  191 in the last bits of the sum are the exponent of 1 / kScale.
//
// Several vectors of a row go side by side, as in exp_near().
template <int kVectors>
TW_INLINE void take_exp(Floats (&x)[kVectors], const Base& row) {
  Floats sum[kVectors];
  Floats rest[kVectors];
  Floats mantissa[kVectors];
  for (Floats& y : x) y -= row.base;
  for (int k = 0; k < kVectors; ++k) sum[k] = x[k] * 1.44269504089F + row.round;
  for (int k = 0; k < kVectors; ++k) rest[k] = rest_of(x[k], sum[k] - row.round);
  exp_near(rest, mantissa);
  for (int k = 0; k < kVectors; ++k)
    x[k] = select(x[k] < row.low, Floats{}, mantissa[k] * of_bits(bits_of(sum[k]) << 23));
}

TW_INLINE Floats exp_of(Floats x, const Base& row) {
  Floats y[1] = {x};
  take_exp(y, row);
  return y[0];
}

// So many vectors are added as floats, of which equal ones have an exact sum; then doubles keep
// what is small beside the 1 of the largest element.
constexpr std::int64_t kAdded = 4;

TW_INLINE Floats sum_of(const Floats (&x)[kAdded]) {
  return (x[0] + x[1]) + (x[2] + x[3]);
}

// The largest elements, lane by lane, of a row of kLanes elements or more, as in what follows: the
// last vector overlaps the one before it, where they do not fill both.
TW_INLINE Floats largest_of_row(const float* from, std::int64_t count) {
  constexpr std::int64_t kSteps = 4;
  const std::int64_t last = count - kLanes;
  Floats most[kSteps];
  for (Floats& x : most) x = load(from + last);
  std::int64_t i = 0;
  for (; i + kSteps * kLanes <= count; i += kSteps * kLanes)
    for (std::int64_t k = 0; k < kSteps; ++k)
      most[k] = larger(load(from + i + k * kLanes), most[k]);
  for (; i <= last; i += kLanes) most[0] = larger(load(from + i), most[0]);
  return larger(larger(most[0], most[1]), larger(most[2], most[3]));
}

// The sums, lane by lane, of what exp_of() gives.  Where kStore, that goes to `to`.
template <bool kStore>
TW_INLINE Doubles sum_of_row(float* __restrict to, const float* __restrict from, std::int64_t count,
                             const Base& base) {
  const std::int64_t last = count - kLanes;
  Doubles sums[2] = {};
  std::int64_t i = 0;
  for (; i + kAdded * kLanes <= count; i += kAdded * kLanes) {
    Floats y[kAdded];
    for (std::int64_t k = 0; k < kAdded; ++k) y[k] = load(from + i + k * kLanes);
    take_exp(y, base);
    if constexpr (kStore)
      for (std::int64_t k = 0; k < kAdded; ++k) store(to + i + k * kLanes, y[k]);
    add(sums, sum_of(y));
  }
  for (; i <= last; i += kLanes) {
    const Floats y = exp_of(load(from + i), base);
    if constexpr (kStore) store(to + i, y);
    add(sums, y);
  }
  if (i < count) {
    const Floats y = exp_of(load(from + last), base);
    if constexpr (kStore) store(to + last, y);
    add(sums, select(lanes_from(i - last, kLanes), y, Floats{}));
  }
  return sums[0] + sums[1];
}

// At most kLanes elements, and -inf in the other lanes, of which nothing is read.
TW_INLINE Floats load_few(const float* from, std::int64_t count) {
#if defined(__AVX512F__)
  const auto is_given = static_cast<__mmask16>((1U << count) - 1);
  return reinterpret_cast<Floats>(
      _mm512_mask_loadu_ps(_mm512_set1_ps(-kInfinity), is_given, from));
#else
  const Ints is_given = lanes_from(0, count);
  const auto given = reinterpret_cast<Floats>(
      _mm256_maskload_ps(from, reinterpret_cast<__m256i>(is_given)));
  return select(is_given, given, all(-kInfinity));
#endif
}

#undef TW_INLINE

}  // namespace
}  // namespace tw::cpu
