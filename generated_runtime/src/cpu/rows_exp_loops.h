// The part of rows_loops.h that is about exp of rows and their sums.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "cpu/rows_norm_loops.h"
#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

constexpr std::int64_t kLanes = sizeof(Floats) / sizeof(float);

TW_INLINE Floats load(const float* from) {
  Floats x;
  __builtin_memcpy(&x, from, sizeof(x));
  return x;
}

TW_INLINE void store(float* to, Floats x) {
  __builtin_memcpy(to, &x, sizeof(x));
}

// Leaves out NaN, of which the sum tells.
struct Larger {
  template <class Vector>
  TW_INLINE Vector operator()(Vector a, Vector b) const {
    return a > b ? a : b;
  }
};

constexpr Larger larger;

// What exp_of() needs to know of a row with this largest element.
struct Base {
  Floats base;
  Floats low;
  Floats round;
};

// Softmax does not subtract what is small: the difference would be rounded, where n and rest of
// exp_of() are not.  Two floats near a large one have an exact difference.  Where logarithms
// follow, exp of the largest element has to be 1 instead.
template <bool kExactOne>
TW_INLINE Base base_of(Floats largest) {
  Floats base = largest;
  if constexpr (!kExactOne) base = select(magnitude_of(largest) < 256.0F, Floats{}, largest);
  const Floats gap = largest - base;
  const Floats n = (gap * 1.44269504089F + kToInteger) - kToInteger;
  return {base, gap - 104.0F, kToInteger + 191.0F - n};
}

constexpr double kScale = 0x1p-64;

// exp(x - largest) / kScale, but for a factor near 1 of all elements of a row: nothing is denormal,
// and what would be less than half the least float is 0, as processors are slow where a product
// underflows.  191 in the last bits of the sum are the exponent of 1 / kScale.
TW_INLINE Floats exp_of(Floats x, const Base& row) {
  const Floats y = x - row.base;
  const Floats sum = y * 1.44269504089F + row.round;
  const Floats mantissa = exp_near(rest_of(y, sum - row.round));
  return select(y < row.low, Floats{}, mantissa * of_bits(bits_of(sum) << 23));
}

// So many vectors are added as floats, of which equal ones have an exact sum; then doubles keep
// what is small beside the 1 of the largest element.
constexpr std::int64_t kAdded = 4;

TW_INLINE Floats sum_of(const Floats (&x)[kAdded]) {
  return (x[0] + x[1]) + (x[2] + x[3]);
}

// In one step, for which compilers take several.
TW_INLINE Doubles wide(FewFloats x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Doubles>(_mm512_maskz_cvtps_pd(0xFF, reinterpret_cast<__m256>(x)));
#else
  return reinterpret_cast<Doubles>(_mm256_cvtps_pd(reinterpret_cast<__m128>(x)));
#endif
}

// To kLanes sums.
TW_INLINE void add(Doubles* sums, Floats x) {
  FewFloats halves[2];
  __builtin_memcpy(halves, &x, sizeof(x));
  sums[0] += wide(halves[0]);
  sums[1] += wide(halves[1]);
}

TW_INLINE float largest_of(Floats x) {
  FewFloats halves[2];
  __builtin_memcpy(halves, &x, sizeof(x));
  return across(larger(halves[0], halves[1]), larger);
}

// Which lanes are from `begin` to `end`.
TW_INLINE Ints lanes_from(std::int64_t begin, std::int64_t end) {
  constexpr std::int32_t kCounted[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  Ints index;
  __builtin_memcpy(&index, kCounted, sizeof(index));
  return (index >= static_cast<std::int32_t>(begin)) & (index < static_cast<std::int32_t>(end));
}

// Of kLanes elements or more, as in what follows: the last vector overlaps the one before it, where
// they do not fill both.
TW_INLINE float largest_of_row(const float* from, std::int64_t count) {
  constexpr std::int64_t kSteps = 4;
  const std::int64_t last = count - kLanes;
  Floats most[kSteps];
  for (Floats& x : most) x = load(from + last);
  std::int64_t i = 0;
  for (; i + kSteps * kLanes <= count; i += kSteps * kLanes)
    for (std::int64_t k = 0; k < kSteps; ++k)
      most[k] = larger(load(from + i + k * kLanes), most[k]);
  for (; i <= last; i += kLanes) most[0] = larger(load(from + i), most[0]);
  return largest_of(larger(larger(most[0], most[1]), larger(most[2], most[3])));
}

// The sum of what exp_of() gives.  Where kStore, that goes to `to`.
template <bool kExactOne, bool kStore>
TW_INLINE double sum_of_row(float* __restrict to, const float* __restrict from, std::int64_t count,
                            float largest) {
  const std::int64_t last = count - kLanes;
  const Base base = base_of<kExactOne>(all(largest));
  Doubles sums[2] = {};
  std::int64_t i = 0;
  for (; i + kAdded * kLanes <= count; i += kAdded * kLanes) {
    Floats y[kAdded];
    for (std::int64_t k = 0; k < kAdded; ++k) {
      y[k] = exp_of(load(from + i + k * kLanes), base);
      if constexpr (kStore) store(to + i + k * kLanes, y[k]);
    }
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
  return fold(sums[0] + sums[1]);
}

// At most kLanes elements, and -inf in the other lanes.  Where all lanes can be read, that is
// faster.
TW_INLINE Floats load_few(const float* from, std::int64_t count, bool can_read_all) {
  if (can_read_all) return select(lanes_from(0, count), load(from), all(-kInfinity));
  float padded[kLanes];
  store(padded, all(-kInfinity));
  for (std::int64_t k = 0; k < count; ++k) padded[k] = from[k];
  return load(padded);
}

struct FewSum {
  float largest;
  double sum;
  Floats exps;
};

// Of at most kLanes elements.
template <bool kExactOne>
TW_INLINE FewSum sum_of_few(const float* from, std::int64_t count, bool can_read_all) {
  const Floats x = load_few(from, count, can_read_all);
  const float largest = largest_of(x);
  const Floats exps = exp_of(x, base_of<kExactOne>(all(largest)));
  const Floats y = select(lanes_from(0, count), exps, Floats{});  // NaN in the others, maybe.
  Doubles sums[2] = {};
  add(sums, y);
  return {largest, fold(sums[0] + sums[1]), y};
}

#undef TW_INLINE

}  // namespace
}  // namespace tw::cpu
