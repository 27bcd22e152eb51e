#include "cpu/softmax.h"

#include <array>
#include <cmath>

#include "cpu/elementwise_rows.h"

namespace tw::cpu {
namespace {

// A NaN counts as the largest.
float largest_of(const float* from, std::int64_t count, std::int64_t stride) {
  float largest = *from;
  for (std::int64_t i = 1; i < count; ++i) {
    const float value = from[i * stride];
    if (value > largest || value != value) largest = value;
  }
  return largest;
}

// All in double, where the difference of two floats neither overflows nor loses what exp would
// show.  The sum is at least 1, or NaN: with a largest element of NaN, +inf or -inf the difference
// to that element is NaN.
template <bool kLog>
void softmax_row(float* to, std::int64_t to_stride, const float* from, std::int64_t count,
                 std::int64_t stride) {
  const double largest = largest_of(from, count, stride);
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(from[i * stride] - largest);
  const double log_sum = kLog ? std::log(sum) : 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double below = from[i * stride] - largest;
    to[i * to_stride] = static_cast<float>(kLog ? below - log_sum : std::exp(below) / sum);
  }
}

template <bool kLog>
void softmax_rows(const Softmax& all) {
  for_rows(Walk<2>{all.sizes, {all.strides, all.to_strides}},
           [&](std::int64_t rows, const std::array<std::int64_t, 2>& starts,
               const std::array<std::int64_t, 2>& steps) {
             for (std::int64_t i = 0; i < rows; ++i) {
               softmax_row<kLog>(all.to + starts[1] + i * steps[1], all.to_stride,
                                 all.from + starts[0] + i * steps[0], all.count, all.stride);
             }
           });
}

}  // namespace

void softmax(const Softmax& softmax) {
  softmax_rows<false>(softmax);
}

void log_softmax(const Softmax& softmax) {
  softmax_rows<true>(softmax);
}

}  // namespace tw::cpu
