// The part of rows_loops.h that is about norms.  All of it is computed in double, in which neither
// squares of floats overflow nor a large mean hides what lies around it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/rows_vectors.h"
#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

constexpr std::int64_t kFew = sizeof(Doubles) / sizeof(double);

TW_INLINE Doubles load_doubles(const float* from) {
  FewFloats x;
  __builtin_memcpy(&x, from, sizeof(x));
  return __builtin_convertvector(x, Doubles);
}

// Joins all lanes: the first half with the second, then their first half with their second ...
template <class Vector, class Join>
TW_INLINE auto across(Vector x, Join join) {
  if constexpr (sizeof(x) == 8 * sizeof(x[0])) {
    x = join(x, __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3));
    x = join(x, __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5));
    x = join(x, __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6));
  } else {
    static_assert(sizeof(x) == 4 * sizeof(x[0]));
    x = join(x, __builtin_shufflevector(x, x, 2, 3, 0, 1));
    x = join(x, __builtin_shufflevector(x, x, 1, 0, 3, 2));
  }
  return x[0];
}

struct Plus {
  TW_INLINE Doubles operator()(Doubles a, Doubles b) const { return a + b; }
};

TW_INLINE double fold(Doubles x) {
  return across(x, Plus{});
}

struct Itself {
  template <class Number>
  TW_INLINE Number operator()(Number x) const {
    return x;
  }
};

struct SquareFrom {
  double mean;
  template <class Number>
  TW_INLINE Number operator()(Number x) const {
    const Number distance = x - mean;
    return distance * distance;
  }
};

template <class Term>
TW_INLINE double sum_of_terms(const float* x, std::int64_t count, Term term) {
  constexpr std::int64_t kSteps = 4;
  Doubles sums[kSteps] = {};
  std::int64_t i = 0;
  for (; i + kSteps * kFew <= count; i += kSteps * kFew)
    for (std::int64_t k = 0; k < kSteps; ++k) sums[k] += term(load_doubles(x + i + k * kFew));
  for (; i + kFew <= count; i += kFew) sums[0] += term(load_doubles(x + i));
  double sum = fold((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < count; ++i) sum += term(static_cast<double>(x[i]));
  return sum;
}

template <bool kWeight, bool kBias>
void norm_rows_with(const NormRows& all) noexcept {
  const std::int64_t count = all.count;
  const float* const __restrict weight = all.weight;
  const float* const __restrict bias = all.bias;
  for (std::int64_t r = 0; r < all.rows; ++r) {
    const float* const __restrict from = all.from + r * all.from_step;
    float* const __restrict to = all.to + r * count;
    const auto n = static_cast<double>(count);
    const double mean = all.centred ? sum_of_terms(from, count, Itself{}) / n : 0.0;
    const double squares = sum_of_terms(from, count, SquareFrom{mean});
    const double scale = 1 / __builtin_sqrt(squares / n + all.eps);
    for (std::int64_t i = 0; i < count; ++i) {
      double y = (static_cast<double>(from[i]) - mean) * scale;
      if constexpr (kWeight) y *= static_cast<double>(weight[i]);
      if constexpr (kBias) y += static_cast<double>(bias[i]);
      to[i] = static_cast<float>(y);
    }
  }
}

void norm_rows(const NormRows& all) noexcept {
  if (all.weight != nullptr)
    all.bias != nullptr ? norm_rows_with<true, true>(all) : norm_rows_with<true, false>(all);
  else
    all.bias != nullptr ? norm_rows_with<false, true>(all) : norm_rows_with<false, false>(all);
}

#undef TW_INLINE

}  // namespace
}  // namespace tw::cpu
