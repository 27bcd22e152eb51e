// The part of rows_loops.h that is about norms: in float, but for what rows have few of, where that
// is as good as in double.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "cpu/rows_fold_loops.h"
#include "cpu/rows_vectors.h"
#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

// ---- In double, in which neither squares of floats overflow nor a large mean hides what lies
// around it.

constexpr std::int64_t kFew = sizeof(Doubles) / sizeof(double);

TW_INLINE Doubles load_doubles(const float* from) {
  FewFloats x;
  __builtin_memcpy(&x, from, sizeof(x));
  return __builtin_convertvector(x, Doubles);
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
  const Doubles all[1] = {(sums[0] + sums[1]) + (sums[2] + sums[3])};
  double sum = across<FourDoubles>(all, Plus{})[0];
  for (; i < count; ++i) sum += term(static_cast<double>(x[i]));
  return sum;
}

// `rows` rows from `row` on.
template <bool kWeight, bool kBias>
void norm_in_double(const NormRows& all, std::int64_t row, std::int64_t rows) noexcept {
  const std::int64_t count = all.count;
  const float* const __restrict weight = all.weight;
  const float* const __restrict bias = all.bias;
  for (std::int64_t r = row; r < row + rows; ++r) {
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

// ---- In float, rows of kLanes elements or more.

struct AddFrom {
  Floats origin;
  TW_INLINE Floats operator()(Floats sum, Floats x) const { return sum + (x - origin); }
};

struct AddSquareFrom {
  Floats origin;
  TW_INLINE Floats operator()(Floats sum, Floats x) const {
    return fused(x - origin, x - origin, sum);
  }
};

constexpr std::int64_t kSums = 4;

template <class Add>
TW_INLINE void add_terms(Floats (&sums)[kSums], const float* x, std::int64_t count, Add add_term) {
  for (std::int64_t i = 0; i < count; i += kSums * kLanes)
    for (std::int64_t k = 0; k < kSums; ++k)
      sums[k] = add_term(sums[k], load(x + i + k * kLanes));
}

TW_INLINE Doubles joined(const Floats (&sums)[kSums]) {
  return wide_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

// The sums, lane by lane, of a term of each element.  About 16 terms are added to one float.
template <class Add>
TW_INLINE Doubles sums_in_lanes(const float* x, std::int64_t count, Add add_term) {
  constexpr std::int64_t kStretch = 16 * kSums * kLanes;
  Doubles total = {};
  std::int64_t i = 0;
  for (; i + kStretch <= count; i += kStretch) {
    Floats sums[kSums] = {};
    add_terms(sums, x + i, kStretch, add_term);
    total += joined(sums);
  }
  Floats sums[kSums] = {};
  const std::int64_t whole = count - count % (kSums * kLanes);
  add_terms(sums, x + i, whole - i, add_term);
  for (i = whole; i + kLanes <= count; i += kLanes) sums[0] = add_term(sums[0], load(x + i));
  if (i < count) {  // What the last vector has in common with the one before it is left out.
    const std::int64_t last = count - kLanes;
    const Floats sum = add_term(sums[1], load(x + last));
    sums[1] = select(lanes_from(i - last, kLanes), sum, sums[1]);
  }
  return total + joined(sums);
}

// The mean of each row as a sum of two floats, the first of which is the float nearest to it.  What
// lies near that one has an exact difference to it; and no other element is nearer to the mean, so
// low * low is at most half of the mean of these differences' squares.
struct Means {
  FourFloats high;
  FourDoubles low;
};

// (x - mean) / sqrt(variance + eps) is (x - high) * scale + shift.
struct Scales {
  FourFloats high;
  FourFloats scale;
  FourFloats shift;
  int good;  // A bit for each row.
};

// Of each row the differences to its first element are added up: they are exact where a row is far
// from 0.  The vectors of a result are set one by one, since what is copied as a whole is slow to
// be read.
template <std::int64_t kRows>
TW_INLINE void find_means(Means& means, const NormRows& all, double per_element,
                          const float* from) {
  FourFloats first = {};
  Doubles sums[kRows];
  for (std::int64_t r = 0; r < kRows; ++r) {
    const float* const row = from + r * all.from_step;
    first[r] = *row;
    sums[r] = sums_in_lanes(row, all.count, AddFrom{same(*row)});
  }
  const FourDoubles each = FourDoubles{} + per_element;
  const FourDoubles mean = fused(across<FourDoubles>(sums, Plus{}), each, wide_four(first));
  const FourFloats high = __builtin_convertvector(mean, FourFloats);
  means.high = high;
  means.low = mean - wide_four(high);
}

// Squares that overflow, vanish, or are NaN, and scales that are no normal floats, are not good.
template <std::int64_t kRows>
TW_INLINE void find_scales(Scales& scales, const Means& means, const NormRows& all,
                           double per_element, const float* from) {
  Doubles sums[kRows];
  for (std::int64_t r = 0; r < kRows; ++r)
    sums[r] = sums_in_lanes(from + r * all.from_step, all.count,
                            AddSquareFrom{same(means.high[r])});
  const FourDoubles low = means.low;
  const FourDoubles squares = fused(-low, low, across<FourDoubles>(sums, Plus{}) * per_element);
  const FourDoubles sum = squares + all.eps;
  const FourDoubles root =
      reinterpret_cast<FourDoubles>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(sum)));
  const FourDoubles scale = 1.0 / root;
  scales.high = means.high;
  scales.scale = __builtin_convertvector(scale, FourFloats);
  scales.shift = __builtin_convertvector(-low * scale, FourFloats);
  scales.good = _mm256_movemask_pd(
      reinterpret_cast<__m256d>((squares > 1e-30) & (sum > 1e-30) & (sum < 1e36)));
}

template <bool kWeight, bool kBias>
TW_INLINE void norm_row(const NormRows& all, std::int64_t row, const Scales& scales,
                        std::int64_t of_group) {
  if ((scales.good >> of_group & 1) == 0) {
    norm_in_double<kWeight, kBias>(all, row, 1);
    return;
  }
  const Floats high = same(scales.high[of_group]);
  const Floats scale = same(scales.scale[of_group]);
  const Floats shift = same(scales.shift[of_group]);
  const float* const __restrict from = all.from + row * all.from_step;
  float* const __restrict to = all.to + row * all.count;
  const auto norm_at = [&](std::int64_t i) __attribute__((always_inline)) {
    Floats y = fused(load(from + i) - high, scale, shift);
    if constexpr (kWeight && kBias)
      y = fused(y, load(all.weight + i), load(all.bias + i));
    else if constexpr (kWeight)
      y *= load(all.weight + i);
    else if constexpr (kBias)
      y += load(all.bias + i);
    store(to + i, y);
  };
  const std::int64_t last = all.count - kLanes;
  for (std::int64_t i = 0; i < last; i += kLanes) norm_at(i);
  norm_at(last);
}

template <bool kWeight, bool kBias>
TW_INLINE void norm_one(const NormRows& all, std::int64_t row) {
  const double per_element = 1 / static_cast<double>(all.count);
  const float* const from = all.from + row * all.from_step;
  Means means = {};
  if (all.centred) find_means<1>(means, all, per_element, from);
  Scales scales;
  find_scales<1>(scales, means, all, per_element, from);
  norm_row<kWeight, kBias>(all, row, scales, 0);
}

// `groups` groups of kRows rows, from `row` on.  The steps of a group wait for each other: those of
// three groups are taken side by side.
template <bool kWeight, bool kBias, std::int64_t kRows>
void norm_groups(const NormRows& all, std::int64_t row, std::int64_t groups) noexcept {
  const double per_element = 1 / static_cast<double>(all.count);
  Means means[2] = {};  // Of groups of even and odd number, as are the scales.
  Scales scales[2];
  const auto start_of = [&](std::int64_t g) __attribute__((always_inline)) {
    return all.from + (row + g * kRows) * all.from_step;
  };
  for (std::int64_t g = 0; g < groups + 2; ++g) {
    const std::int64_t one = g % 2;
    const std::int64_t other = 1 - one;
    if (g >= 2)
      for (std::int64_t r = 0; r < kRows; ++r)
        norm_row<kWeight, kBias>(all, row + (g - 2) * kRows + r, scales[one], r);
    if (g >= 1 && g <= groups)
      find_scales<kRows>(scales[other], means[other], all, per_element, start_of(g - 1));
    if (g < groups && all.centred) find_means<kRows>(means[one], all, per_element, start_of(g));
  }
}

template <bool kWeight, bool kBias>
void norm_rows_with(const NormRows& all) noexcept {
  std::int64_t done = 0;
  if (all.count < kLanes) {
    norm_in_double<kWeight, kBias>(all, 0, all.rows);
    return;
  }
  if (all.rows >= 4 && all.count <= kShort) {
    done = all.rows / 4 * 4;
    norm_groups<kWeight, kBias, 4>(all, 0, done / 4);
  } else if (all.rows >= 4 && all.count <= kLong) {
    done = all.rows;
    norm_groups<kWeight, kBias, 1>(all, 0, done);
  }
  for (; done < all.rows; ++done) norm_one<kWeight, kBias>(all, done);
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
