// The loops of rows_avx2.cpp and rows_avx512.cpp, all local to the file that includes them, as
// those of vector_loops.h are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/rows_exp_loops.h"
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
  return fused(x, all(inverse.high), x * inverse.low);
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
TW_INLINE void softmax_few(float* to, const float* from, std::int64_t count, bool reaches_further) {
  const FewSum few = sum_of_few<false>(from, count, reaches_further);
  const Floats results = product(few.exps, inverse_of(few.sum));
  if (reaches_further)
    store(to, results);
  else
    for (std::int64_t k = 0; k < count; ++k) to[k] = results[k];
}

// Between its loops a row takes many steps one after another: those of one row are done beside a
// loop over the next.
template <std::int64_t kRows>
TW_INLINE void softmax_together(float* to, std::int64_t to_step, const float* from,
                                std::int64_t from_step, std::int64_t count) {
  float largest[kRows];
  for (std::int64_t r = 0; r < kRows; ++r)
    largest[r] = largest_of_row(from + r * from_step, count);
  Inverse inverses[kRows];
  for (std::int64_t r = 0; r < kRows; ++r)
    inverses[r] = inverse_of(
        sum_of_row<false, true>(to + r * to_step, from + r * from_step, count, largest[r]));
  for (std::int64_t r = 0; r < kRows; ++r) scale_row(to + r * to_step, count, inverses[r]);
}

// Two rows so long fit into the first cache together.
constexpr std::int64_t kShort = 1024;

void softmax_rows(float* to, std::int64_t to_step, const float* from, std::int64_t from_step,
                  std::int64_t rows, std::int64_t count) noexcept {
  if (count <= kLanes) {
    const bool dense = to_step == count && from_step == count;
    for (std::int64_t r = 0; r < rows; ++r, to += to_step, from += from_step)
      softmax_few(to, from, count, count == kLanes || (dense && (rows - r) * count >= kLanes));
    return;
  }
  std::int64_t r = 0;
  if (count <= kShort)
    for (; r + 2 <= rows; r += 2, to += 2 * to_step, from += 2 * from_step)
      softmax_together<2>(to, to_step, from, from_step, count);
  for (; r < rows; ++r, to += to_step, from += from_step)
    softmax_together<1>(to, to_step, from, from_step, count);
}

struct RowSum {
  float largest;
  double sum;
};

TW_INLINE RowSum exact_sum_of_row(const float* from, std::int64_t count, std::int64_t step,
                                  std::int64_t rows) {
  if (count >= kLanes) {
    const float largest = largest_of_row(from, count);
    return {largest, sum_of_row<true, false>(nullptr, from, count, largest)};
  }
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
