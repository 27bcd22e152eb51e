#include "cpu/norm.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/number.h"
#include "cpu/rows_vectors.h"
#include "cpu/rows_walk.h"

namespace tw::cpu {
namespace {

// How many elements make about 50 microseconds of work.
constexpr std::int64_t kSplit = std::int64_t{1} << 15;
constexpr std::int64_t kVectorSplit = std::int64_t{1} << 17;

using Doubles = std::vector<double>;
using Floats = std::vector<float>;
using Start = std::array<std::int64_t, 1>;

// The sum of value(i) for i below `count`, in several sums so that the loop vectorises.
template <class Value>
double sum_of(std::size_t count, Value value) {
  constexpr std::size_t kSums = 8;
  std::array<double, kSums> sums{};
  std::size_t i = 0;
  for (; i + kSums <= count; i += kSums)
    for (std::size_t k = 0; k < kSums; ++k) sums[k] += value(i + k);
  for (std::size_t k = 0; i < count; ++i, ++k) sums[k] += value(i);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

template <class Number, class T>
void read(std::vector<Number>& row, const T* from, std::int64_t stride) {
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = convert<Number>(from[static_cast<std::int64_t>(i) * stride]);
}

// The elements, or `other` for each where there are none.
template <class T>
Doubles read_or(double other, const void* from, std::int64_t count, std::int64_t stride) {
  Doubles row(static_cast<std::size_t>(count), other);
  if (from != nullptr) read(row, static_cast<const T*>(from), stride);
  return row;
}

// Doubles far from 0 may be so close to each other that their mean, rounded to one double, is no
// mean of them: what it leaves is centred again.
void centre(Doubles& row) {
  const auto count = static_cast<double>(row.size());
  for (int pass = 0; pass < 2; ++pass) {
    const double mean = sum_of(row.size(), [&](std::size_t i) { return row[i]; }) / count;
    for (double& value : row) value -= mean;
  }
}

std::int64_t rows_of(const Norm& all) {
  std::int64_t rows = 1;
  for (const std::int64_t size : all.sizes) rows *= size;
  return rows;
}

template <class T>
void norm_in_double(const Norm& all, const Merged<1>& walk) {
  const Doubles weight = read_or<T>(1, all.weight, all.count, all.weight_stride);
  // Adding -0 changes nothing, not even the sign of a zero.
  const Doubles bias = read_or<T>(-0.0, all.bias, all.count, all.bias_stride);
  const T* from = static_cast<const T*>(all.from);
  const std::int64_t rows = rows_of(all);
  const std::int64_t stretch = rows_a_stretch(rows, all.count, kSplit);
  for_stretches(rows, stretch, [&](std::int64_t begin, std::int64_t end) {
    Doubles row(static_cast<std::size_t>(all.count));
    T* to = static_cast<T*>(all.to) + begin * all.count;
    for_part(walk, begin, end, [&](std::int64_t count, const Start& start, const Start& step) {
      for (std::int64_t r = 0; r < count; ++r) {
        read(row, from + start[0] + r * step[0], all.stride);
        if (all.centred) centre(row);
        const double squares = sum_of(row.size(), [&](std::size_t i) { return row[i] * row[i]; });
        const double scale = 1 / std::sqrt(squares / static_cast<double>(all.count) + all.eps);
        for (std::size_t i = 0; i < row.size(); ++i)
          to[i] = convert<T>(row[i] * scale * weight[i] + bias[i]);
        to += all.count;
      }
    });
  });
}

// `from` where it is in one piece, else a copy in `buffer`.
const float* in_one_piece(const float* from, std::int64_t count, std::int64_t stride,
                          Floats& buffer) {
  if (from == nullptr || stride == 1 || count == 1) return from;
  buffer.resize(static_cast<std::size_t>(count));
  read(buffer, from, stride);
  return buffer.data();
}

void norm_in_vectors(const VectorRows& vectors, const Norm& all, const Merged<1>& walk) {
  Floats weights;
  Floats biases;
  const float* const weight = in_one_piece(static_cast<const float*>(all.weight), all.count,
                                           all.weight_stride, weights);
  const float* const bias =
      in_one_piece(static_cast<const float*>(all.bias), all.count, all.bias_stride, biases);
  const bool contiguous = all.stride == 1 || all.count == 1;
  const std::int64_t rows = rows_of(all);
  const std::int64_t stretch = rows_a_stretch(rows, all.count, kVectorSplit);
  for_stretches(rows, stretch, [&](std::int64_t begin, std::int64_t end) {
    Floats row;
    float* to = static_cast<float*>(all.to) + begin * all.count;
    for_part(walk, begin, end, [&](std::int64_t count, const Start& start, const Start& step) {
      const float* from = static_cast<const float*>(all.from) + start[0];
      const std::int64_t most = contiguous ? count : 1;
      for (std::int64_t r = 0; r < count; r += most) {
        vectors.norm({to, in_one_piece(from + r * step[0], all.count, all.stride, row), step[0],
                      most, all.count, weight, bias, all.eps, all.centred});
        to += most * all.count;
      }
    });
  });
}

}  // namespace

void norm(const Norm& all) {
  Merged<1> walk;
  merge<1>(all.sizes, {&all.strides}, walk);
  const VectorRows* const vectors = all.dtype == Dtype::f32 ? vector_rows() : nullptr;
  if (vectors != nullptr) {
    norm_in_vectors(*vectors, all, walk);
    return;
  }
  visit_float(all.dtype, [&](auto tag) {
    norm_in_double<typename decltype(tag)::type>(all, walk);
  });
}

}  // namespace tw::cpu
