#include "cpu/softmax.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/number.h"
#include "cpu/rows_vectors.h"
#include "cpu/rows_walk.h"
#include "cpu/softmax_row.h"

namespace tw::cpu {
namespace {

// How many elements make about 50 microseconds of work.
constexpr std::int64_t kSplit = std::int64_t{1} << 13;
constexpr std::int64_t kVectorSplit = std::int64_t{5} << 15;

using Starts = std::array<std::int64_t, 2>;

template <bool kLog, class T>
void softmax_row(T* to, std::int64_t to_stride, const T* from, std::int64_t count,
                 std::int64_t stride) {
  const SoftmaxRow row = softmax_row_of(from, count, stride);
  const double log_sum = kLog ? std::log(row.sum) : 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double below = convert<double>(from[i * stride]) - row.largest;
    to[i * to_stride] = convert<T>(kLog ? below - log_sum : std::exp(below) / row.sum);
  }
}

template <bool kLog>
void softmax_part(const Softmax& all, const Merged<2>& walk, std::int64_t begin,
                  std::int64_t end) {
  visit_float(all.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* from = static_cast<const T*>(all.from);
    T* to = static_cast<T*>(all.to);
    for_part(walk, begin, end, [&](std::int64_t rows, const Starts& starts, const Starts& steps) {
      for (std::int64_t i = 0; i < rows; ++i) {
        softmax_row<kLog>(to + starts[1] + i * steps[1], all.to_stride,
                          from + starts[0] + i * steps[0], all.count, all.stride);
      }
    });
  });
}

// Whether each row lies in one piece, here and there.
bool is_contiguous(const Softmax& all) {
  return all.count == 1 || (all.stride == 1 && all.to_stride == 1);
}

template <bool kLog>
void vector_part(const VectorRows& vectors, const Softmax& all, const Merged<2>& walk,
                 std::int64_t begin, std::int64_t end) {
  SoftmaxRows* const softmax_rows = kLog ? vectors.log_softmax : vectors.softmax;
  SoftmaxColumns* const softmax_columns =
      kLog ? vectors.log_softmax_columns : vectors.softmax_columns;
  const bool contiguous = is_contiguous(all);
  std::vector<float> buffer;
  for_part(walk, begin, end, [&](std::int64_t rows, const Starts& starts, const Starts& steps) {
    const float* from = static_cast<const float*>(all.from) + starts[0];
    float* to = static_cast<float*>(all.to) + starts[1];
    if (contiguous) {
      softmax_rows(to, steps[1], from, steps[0], rows, all.count);
      return;
    }
    if (steps[0] == 1 && steps[1] == 1 && rows >= vectors.lanes) {
      softmax_columns(to, all.to_stride, from, all.stride, rows, all.count);
      return;
    }
    buffer.resize(static_cast<std::size_t>(all.count) * 2);
    float* const row = buffer.data();
    float* const result = all.to_stride == 1 ? nullptr : row + all.count;
    for (std::int64_t r = 0; r < rows; ++r, from += steps[0], to += steps[1]) {
      for (std::int64_t i = 0; i < all.count; ++i) row[i] = from[i * all.stride];
      softmax_rows(result == nullptr ? to : result, 0, row, 0, 1, all.count);
      for (std::int64_t i = 0; result != nullptr && i < all.count; ++i)
        to[i * all.to_stride] = result[i];
    }
  });
}

// Blocks of columns are whole cache lines, several of them where there are many columns.
std::int64_t whole_blocks(std::int64_t stretch, std::int64_t rows) {
  const std::int64_t block = rows >= 128 ? 64 : 16;
  return (stretch + block - 1) / block * block;
}

template <bool kLog>
void softmax_all(const Softmax& all) {
  std::int64_t rows = 1;
  for (const std::int64_t size : all.sizes) rows *= size;
  Merged<2> walk;
  merge<2>(all.sizes, {&all.strides, &all.to_strides}, walk);
  const VectorRows* const vectors = all.dtype == Dtype::f32 ? vector_rows() : nullptr;
  std::int64_t stretch =
      rows_a_stretch(rows, all.count, vectors != nullptr ? kVectorSplit : kSplit);
  if (!is_contiguous(all)) stretch = whole_blocks(stretch, rows);
  for_stretches(rows, stretch, [&](std::int64_t begin, std::int64_t end) {
    if (vectors != nullptr)
      vector_part<kLog>(*vectors, all, walk, begin, end);
    else
      softmax_part<kLog>(all, walk, begin, end);
  });
}

}  // namespace

void softmax(const Softmax& softmax) {
  softmax_all<false>(softmax);
}

void log_softmax(const Softmax& softmax) {
  softmax_all<true>(softmax);
}

}  // namespace tw::cpu
