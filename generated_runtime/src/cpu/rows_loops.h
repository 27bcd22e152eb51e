// The loops of rows_avx2.cpp and rows_avx512.cpp, all local to the file that includes them, as
// those of vector_loops.h are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/rows_exp_loops.h"
#include "cpu/rows_fold_loops.h"
#include "cpu/rows_norm_loops.h"
#include "cpu/rows_vectors.h"
#include "cpu/vector_loops.h"

namespace tw::cpu {
namespace {

#define TW_INLINE [[gnu::always_inline]] inline

// 1 / sum as a sum of two floats: one product is rounded as a division would be.
struct Inverse {
  float high;
  float low;
};

TW_INLINE Inverse inverse_of(double sum) {
  const double inverse = 1 / sum;
  const auto high = static_cast<float>(inverse);
  return {high, static_cast<float>(inverse - static_cast<double>(high))};
}

TW_INLINE float product(float x, float high, float low) {
  return __builtin_fmaf(x, high, x * low);
}

TW_INLINE Floats product(Floats x, Inverse inverse) {
  return fused(x, same(inverse.high), x * same(inverse.low));
}

// Of kLanes elements or more.  What the last vector has in common with the one before it is read
// before that is written.
TW_INLINE void scale_row(float* row, std::int64_t count, Inverse inverse) {
  const std::int64_t last = count - kLanes;
  const Floats rest = product(load(row + last), inverse);
  for (std::int64_t i = 0; i < last; i += kLanes) store(row + i, product(load(row + i), inverse));
  store(row + last, rest);
}

TW_INLINE float log_of_sum(double sum) {
  return static_cast<float>(__builtin_log(sum * kScale));
}

// A row that is not the last may be written beyond its end: what comes next is written later.
TW_INLINE void store_few(float* to, Floats x, std::int64_t count, bool can_write_all) {
  if (can_write_all)
    store(to, x);
  else
    for (std::int64_t k = 0; k < count; ++k) to[k] = x[k];
}

// Of four rows, in memory as FourBases.
struct FourInverses {
  float high[4];
  float low[4];

  TW_INLINE void set(FourDoubles sums) {
    const FourDoubles inverse = 1.0 / sums;
    const FourFloats near = __builtin_convertvector(inverse, FourFloats);
    const FourFloats rest = __builtin_convertvector(inverse - wide_four(near), FourFloats);
    __builtin_memcpy(high, &near, sizeof(high));
    __builtin_memcpy(low, &rest, sizeof(low));
  }

  TW_INLINE Inverse of(std::int64_t row) const { return {high[row], low[row]}; }
};

template <std::int64_t kRows>
TW_INLINE FourFloats largest_of_rows(const float* from, std::int64_t step, std::int64_t count) {
  Floats most[kRows];
  for (std::int64_t r = 0; r < kRows; ++r) most[r] = largest_of_row(from + r * step, count);
  return across<FourFloats>(most, larger);
}

template <std::int64_t kRows>
TW_INLINE void scale_rows(float* to, std::int64_t step, std::int64_t count,
                          const FourInverses& by) {
  for (std::int64_t r = 0; r < kRows; ++r) scale_row(to + r * step, count, by.of(r));
}

// `groups` groups of kRows rows, at least one, of kLanes elements or more.  Between its loops a
// group takes many steps one after another: its largest elements are found and its sums divided by
// beside the exp of other groups.
template <std::int64_t kRows>
void softmax_groups(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                    std::int64_t groups, std::int64_t count) noexcept {
  const std::int64_t to_group = kRows * to_step;
  const std::int64_t from_group = kRows * from_step;
  FourBases bases[2];  // Of groups of even and odd number.
  FourInverses inverses[2];
  bases[0].set(largest_of_rows<kRows>(from, from_step, count));
  for (std::int64_t g = 0; g < groups; ++g, to += to_group, from += from_group) {
    const std::int64_t one = g % 2;
    if (g + 1 < groups)
      bases[1 - one].set(largest_of_rows<kRows>(from + from_group, from_step, count));
    Doubles sums[kRows];
    for (std::int64_t r = 0; r < kRows; ++r)
      sums[r] = sum_of_row<true>(to + r * to_step, from + r * from_step, count, bases[one].of(r));
    inverses[one].set(across<FourDoubles>(sums, Plus{}));
    if (g > 0) scale_rows<kRows>(to - to_group, to_step, count, inverses[1 - one]);
  }
  scale_rows<kRows>(to - to_group, to_step, count, inverses[(groups - 1) % 2]);
}

// The same for rows of at most kLanes elements, which stay in registers or near them: rows may be
// written beyond their end only once all that is read again is elsewhere.  From the first row on
// `reach` elements may be written.
template <std::int64_t kRows>
void softmax_few(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                 std::int64_t groups, std::int64_t count, std::int64_t reach) noexcept {
  const Ints is_given = lanes_from(0, count);
  FourBases bases[2];
  FourInverses inverses[2];
  Floats x[2][kRows];
  const auto load_group = [&](std::int64_t g) __attribute__((always_inline)) {
    for (std::int64_t r = 0; r < kRows; ++r)
      x[g % 2][r] = load_few(from + (g * kRows + r) * from_step, count);
    bases[g % 2].set(across<FourFloats>(x[g % 2], larger));
  };
  Floats exps[2][kRows];
  const auto store_group = [&](std::int64_t g) __attribute__((always_inline)) {
    for (std::int64_t r = 0; r < kRows; ++r)
      store_few(to + (g * kRows + r) * to_step, product(exps[g % 2][r], inverses[g % 2].of(r)),
                count, reach - (g * kRows + r) * count >= kLanes);
  };
  load_group(0);
  for (std::int64_t g = 0; g < groups; ++g) {
    if (g + 1 < groups) load_group(g + 1);
    Doubles sums[kRows];
    for (std::int64_t r = 0; r < kRows; ++r) {
      const Floats all = exp_of(x[g % 2][r], bases[g % 2].of(r));
      exps[g % 2][r] = select(is_given, all, Floats{});  // NaN in the others, maybe.
      sums[r] = wide_sum(exps[g % 2][r]);
    }
    inverses[g % 2].set(across<FourDoubles>(sums, Plus{}));
    if (g > 0) store_group(g - 1);
  }
  store_group(groups - 1);
}

TW_INLINE Base base_of_row(const float* from, std::int64_t count) {
  return base_of<false>(same(largest_of_rows<1>(from, 0, count)[0]));
}

TW_INLINE Inverse exps_of_row(float* to, const float* from, std::int64_t count, const Base& base) {
  const Doubles sums[1] = {sum_of_row<true>(to, from, count, base)};
  return inverse_of(across<FourDoubles>(sums, Plus{})[0]);
}

TW_INLINE void softmax_one(float* to, const float* from, std::int64_t count) {
  scale_row(to, count, exps_of_row(to, from, count, base_of_row(from, count)));
}

// The same as softmax_groups() for single rows, whose numbers stay in registers.
void softmax_singles(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                     std::int64_t rows, std::int64_t count) noexcept {
  Base base = base_of_row(from, count);
  Inverse before = {};
  for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step) {
    Base next = base;
    if (r + 1 < rows) next = base_of_row(from + from_step, count);
    const Inverse inverse = exps_of_row(to, from, count, base);
    if (r > 0) scale_row(to - to_step, count, before);
    base = next;
    before = inverse;
  }
  scale_row(to - to_step, count, before);
}

// The same as softmax_few(), one row after another.
void softmax_few_singles(float* to, std::int64_t to_step, const float* from,
                         std::int64_t from_step, std::int64_t rows, std::int64_t count,
                         std::int64_t reach) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step) {
    const Floats x[1] = {load_few(from, count)};
    const Base base = base_of<false>(same(across<FourFloats>(x, larger)[0]));
    const Floats exps = select(lanes_from(0, count), exp_of(x[0], base), Floats{});
    const Doubles sums[1] = {wide_sum(exps)};
    const Inverse inverse = inverse_of(across<FourDoubles>(sums, Plus{})[0]);
    store_few(to, product(exps, inverse), count, reach - r * count >= kLanes);
  }
}

void softmax_rows(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                  std::int64_t rows, std::int64_t count) noexcept {
  const std::int64_t most = count <= kShort ? rows / 4 * 4 : 0;
  if (count <= kLanes) {
    // Where no gaps are between rows, lanes may be those of later rows.
    const bool no_gaps = to_step == count && from_step == count;
    const std::int64_t reach = no_gaps || count == kLanes ? rows * count : 0;
    if (most > 0) softmax_few<4>(to, to_step, from, from_step, most / 4, count, reach);
    if (most < rows)
      softmax_few_singles(to + most * to_step, to_step, from + most * from_step, from_step,
                          rows - most, count, reach - most * count);
    return;
  }
  if (most > 0) softmax_groups<4>(to, to_step, from, from_step, most / 4, count);
  to += most * to_step;
  from += most * from_step;
  const std::int64_t rest = rows - most;
  if (rest > 1 && count <= kLong)
    softmax_singles(to, to_step, from, from_step, rest, count);
  else
    for (std::int64_t r = 0; r < rest; ++r)
      softmax_one(to + r * to_step, from + r * from_step, count);
}

struct RowSum {
  float largest;
  double sum;
};

TW_INLINE RowSum exact_sum_of_row(const float* from, std::int64_t count) {
  if (count >= kLanes) {
    const Floats most[1] = {largest_of_row(from, count)};
    const float largest = across<FourFloats>(most, larger)[0];
    const Doubles sums[1] = {
        sum_of_row<false>(nullptr, from, count, base_of<true>(same(largest)))};
    return {largest, across<FourDoubles>(sums, Plus{})[0]};
  }
  const Floats x[1] = {load_few(from, count)};
  const float largest = across<FourFloats>(x, larger)[0];
  const Floats exps = exp_of(x[0], base_of<true>(same(largest)));
  const Floats given = select(lanes_from(0, count), exps, Floats{});  // NaN in the others, maybe.
  const Doubles sums[1] = {wide_sum(given)};
  return {largest, across<FourDoubles>(sums, Plus{})[0]};
}

void log_softmax_rows(float* __restrict to, std::int64_t to_step, const float* __restrict from,
                      std::int64_t from_step, std::int64_t rows, std::int64_t count) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step) {
    const RowSum row = exact_sum_of_row(from, count);
    const float log_sum = log_of_sum(row.sum);
    for (std::int64_t i = 0; i < count; ++i) to[i] = (from[i] - row.largest) - log_sum;
  }
}

void sums_of_rows(float* largest, double* sums, const float* from, std::int64_t from_step,
                  std::int64_t rows, std::int64_t count) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, from += from_step) {
    const RowSum row = exact_sum_of_row(from, count);
    largest[r] = row.largest;
    sums[r] = row.sum * kScale;
  }
}

// kVectors vectors of columns side by side.  Each column has the lanes that it has as a row, and
// adds them in the same order.
template <bool kLog, std::int64_t kVectors>
void softmax_block(float* __restrict to, std::int64_t to_stride, const float* __restrict from,
                   std::int64_t stride, std::int64_t count) noexcept {
  Floats largest[kVectors];
  for (Floats& x : largest) x = all(-kInfinity);
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t v = 0; v < kVectors; ++v)
      largest[v] = larger(load(from + i * stride + v * kLanes), largest[v]);
  Base bases[kVectors];
  for (std::int64_t v = 0; v < kVectors; ++v) bases[v] = base_of<kLog>(largest[v]);

  Doubles sums[kLanes][kVectors][2] = {};
  std::int64_t i = 0;
  for (; i + kAdded * kLanes <= count; i += kAdded * kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      for (std::int64_t v = 0; v < kVectors; ++v) {
        Floats y[kAdded];
        for (std::int64_t k = 0; k < kAdded; ++k) {
          const std::int64_t at = i + lane + k * kLanes;
          y[k] = exp_of(load(from + at * stride + v * kLanes), bases[v]);
          if constexpr (!kLog) store(to + at * to_stride + v * kLanes, y[k]);
        }
        add(sums[lane][v], sum_of(y));
      }
    }
  }
  const std::int64_t full = count - count % kLanes;
  for (; i < count; ++i) {
    const std::int64_t lane = i < full || full == 0 ? i % kLanes : kLanes - (count - i);
    for (std::int64_t v = 0; v < kVectors; ++v) {
      const Floats y = exp_of(load(from + i * stride + v * kLanes), bases[v]);
      if constexpr (!kLog) store(to + i * to_stride + v * kLanes, y);
      add(sums[lane][v], y);
    }
  }
  for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
    for (std::int64_t k = 0; k < half; ++k)
      for (std::int64_t v = 0; v < kVectors; ++v)
        for (int part = 0; part < 2; ++part) sums[k][v][part] += sums[k + half][v][part];

  constexpr std::int64_t kColumns = kVectors * kLanes;
  double totals[kColumns];
  __builtin_memcpy(totals, sums[0], sizeof(totals));
  float first[kColumns];
  float second[kColumns];
  if constexpr (kLog) {
    __builtin_memcpy(first, largest, sizeof(first));
    for (std::int64_t c = 0; c < kColumns; ++c) second[c] = log_of_sum(totals[c]);
  } else {
    for (std::int64_t c = 0; c < kColumns; ++c) {
      const Inverse inverse = inverse_of(totals[c]);
      first[c] = inverse.high;
      second[c] = inverse.low;
    }
  }
  for (i = 0; i < count; ++i) {
    const float* x = from + i * stride;
    float* y = to + i * to_stride;
    for (std::int64_t c = 0; c < kColumns; ++c)
      y[c] = kLog ? (x[c] - first[c]) - second[c] : product(y[c], first[c], second[c]);
  }
}

// The last columns are computed twice where they are no full block.
template <bool kLog>
void softmax_columns(float* to, std::int64_t to_stride, const float* from, std::int64_t stride,
                     std::int64_t columns, std::int64_t count) noexcept {
  constexpr std::int64_t kMany = 4;
  std::int64_t i = 0;
  for (; i + kMany * kLanes <= columns; i += kMany * kLanes)
    softmax_block<kLog, kMany>(to + i, to_stride, from + i, stride, count);
  for (; i < columns; i += kLanes) {
    const std::int64_t start = i + kLanes <= columns ? i : columns - kLanes;
    softmax_block<kLog, 1>(to + start, to_stride, from + start, stride, count);
  }
}

#undef TW_INLINE

constexpr VectorRows kRowLoops = {
    .lanes = kLanes,
    .softmax = &softmax_rows,
    .log_softmax = &log_softmax_rows,
    .softmax_columns = &softmax_columns<false>,
    .log_softmax_columns = &softmax_columns<true>,
    .sums = &sums_of_rows,
    .norm = &norm_rows,
};

}  // namespace
}  // namespace tw::cpu
