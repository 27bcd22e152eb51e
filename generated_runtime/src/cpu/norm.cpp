#include "cpu/norm.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/number.h"
#include "cpu/elementwise_rows.h"

namespace tw::cpu {
namespace {

using Doubles = std::vector<double>;

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

template <class T>
void read(Doubles& row, const T* from, std::int64_t stride) {
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = convert<double>(from[static_cast<std::int64_t>(i) * stride]);
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

}  // namespace

void norm(const Norm& all) {
  visit_float(all.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const Doubles weight = read_or<T>(1, all.weight, all.count, all.weight_stride);
    // Adding -0 changes nothing, not even the sign of a zero.
    const Doubles bias = read_or<T>(-0.0, all.bias, all.count, all.bias_stride);
    Doubles row(static_cast<std::size_t>(all.count));
    const T* from = static_cast<const T*>(all.from);
    T* to = static_cast<T*>(all.to);
    for_rows(Walk<1>{all.sizes, {all.strides}},
             [&](std::int64_t rows, const std::array<std::int64_t, 1>& starts,
                 const std::array<std::int64_t, 1>& steps) {
               for (std::int64_t r = 0; r < rows; ++r) {
                 read(row, from + starts[0] + r * steps[0], all.stride);
                 if (all.centred) centre(row);
                 const double squares =
                     sum_of(row.size(), [&](std::size_t i) { return row[i] * row[i]; });
                 const double scale =
                     1 / std::sqrt(squares / static_cast<double>(all.count) + all.eps);
                 for (std::size_t i = 0; i < row.size(); ++i)
                   to[i] = convert<T>(row[i] * scale * weight[i] + bias[i]);
                 to += all.count;
               }
             });
  });
}

}  // namespace tw::cpu
