// The loops of rows_avx2.cpp and rows_avx512.cpp, all local to the file that includes them, as
// those of vector_loops.h are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/rows_norm_loops.h"
#include "cpu/rows_vectors.h"
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
  constexpr float kRound = 0x1.8p23F;  // A sum with it has an integer for its last bits.
  Floats base = largest;
  if constexpr (!kExactOne) base = select(magnitude_of(largest) < 256.0F, Floats{}, largest);
  const Floats gap = largest - base;
  const Floats n = (gap * 1.44269504089F + kRound) - kRound;
  return {base, gap - 104.0F, kRound + 191.0F - n};
}

constexpr double kScale = 0x1p-64;

// exp(x - largest) / kScale, but for a factor near 1 of all elements of a row: nothing is denormal,
// and what would be less than half the least float is 0, as processors are slow where a product
// underflows.  191 in the last bits of the sum are the exponent of 1 / kScale.
TW_INLINE Floats exp_of(Floats x, const Base& row) {
  const Floats y = x - row.base;
  const Floats sum = y * 1.44269504089F + row.round;
  const Floats n = sum - row.round;
  Floats rest = y - n * 0x1.63p-1F;  // Few bits: the product is exact.
  rest = rest - n * -2.12194440e-4F;
  const Floats mantissa = exp_tail(rest) + rest + 1.0F;
  return select(y < row.low, Floats{}, mantissa * of_bits(bits_of(sum) << 23));
}

// To kLanes sums.  Doubles keep what is small beside the 1 of the largest element.
TW_INLINE void add(Doubles* sums, Floats x) {
  FewFloats halves[2];
  __builtin_memcpy(halves, &x, sizeof(x));
  sums[0] += __builtin_convertvector(halves[0], Doubles);
  sums[1] += __builtin_convertvector(halves[1], Doubles);
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

struct RowSum {
  float largest;
  double sum;  // Of what exp_of() gives.
};

// Of kLanes elements or more: the last vector overlaps the one before it, where they do not fill
// both.  Where kStore, exp_of() of all goes to `to`.
template <bool kExactOne, bool kStore>
TW_INLINE RowSum sum_of_row(float* __restrict to, const float* __restrict from,
                            std::int64_t count) {
  constexpr std::int64_t kSteps = 4;
  const std::int64_t last = count - kLanes;
  Floats most[kSteps];
  for (Floats& x : most) x = load(from + last);
  std::int64_t i = 0;
  for (; i + kSteps * kLanes <= count; i += kSteps * kLanes)
    for (std::int64_t k = 0; k < kSteps; ++k)
      most[k] = larger(load(from + i + k * kLanes), most[k]);
  for (; i <= last; i += kLanes) most[0] = larger(load(from + i), most[0]);
  const float largest = largest_of(larger(larger(most[0], most[1]), larger(most[2], most[3])));

  const Base base = base_of<kExactOne>(all(largest));
  Doubles sums[2] = {};
  for (i = 0; i <= last; i += kLanes) {
    const Floats y = exp_of(load(from + i), base);
    if constexpr (kStore) store(to + i, y);
    add(sums, y);
  }
  if (i < count) {
    const Floats y = exp_of(load(from + last), base);
    if constexpr (kStore) store(to + last, y);
    add(sums, select(lanes_from(i - last, kLanes), y, Floats{}));
  }
  return {largest, fold(sums[0] + sums[1])};
}

// Fewer elements, and -inf in the other lanes.  Where kLanes of them can be read, that is faster.
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

// Of fewer than kLanes elements.
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

TW_INLINE float log_of_sum(double sum) {
  return static_cast<float>(__builtin_log(sum * kScale));
}

// A row that is not the last may be written beyond its end: what comes next is written later.
TW_INLINE void softmax_few(float* to, const float* from, std::int64_t count, bool reaches_further) {
  const FewSum few = sum_of_few<false>(from, count, reaches_further);
  const Inverse inverse = inverse_of(few.sum);
  float results[kLanes];
  store(results, few.exps);
  for (float& x : results) x = product(x, inverse.high, inverse.low);
  if (reaches_further)
    __builtin_memcpy(to, results, sizeof(results));
  else
    for (std::int64_t k = 0; k < count; ++k) to[k] = results[k];
}

void softmax_rows(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                  std::int64_t rows, std::int64_t count) noexcept {
  if (count < kLanes) {
    const bool dense = to_step == count && from_step == count;
    for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step)
      softmax_few(to, from, count, dense && (rows - r) * count >= kLanes);
    return;
  }
  for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step) {
    const Inverse inverse = inverse_of(sum_of_row<false, true>(to, from, count).sum);
    for (std::int64_t i = 0; i < count; ++i) to[i] = product(to[i], inverse.high, inverse.low);
  }
}

TW_INLINE RowSum exact_sum_of_row(const float* from, std::int64_t count, std::int64_t step,
                                  std::int64_t rows) {
  if (count >= kLanes) return sum_of_row<true, false>(nullptr, from, count);
  const FewSum few = sum_of_few<true>(from, count, step == count && rows * count >= kLanes);
  return {few.largest, few.sum};
}

void log_softmax_rows(float* __restrict to, std::int64_t to_step, const float* __restrict from,
                      std::int64_t from_step, std::int64_t rows, std::int64_t count) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step) {
    const RowSum row = exact_sum_of_row(from, count, from_step, rows - r);
    const float log_sum = log_of_sum(row.sum);
    for (std::int64_t i = 0; i < count; ++i) to[i] = (from[i] - row.largest) - log_sum;
  }
}

void sums_of_rows(float* largest, double* sums, const float* from, std::int64_t from_step,
                  std::int64_t rows, std::int64_t count) noexcept {
  for (std::int64_t r = 0; r < rows; ++r, from += from_step) {
    const RowSum row = exact_sum_of_row(from, count, from_step, rows - r);
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
  const std::int64_t full = count - count % kLanes;
  for (std::int64_t i = 0; i < count; ++i) {
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
  for (std::int64_t i = 0; i < count; ++i) {
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
