// What softmax and cross entropy need to know of a row of floats.
#pragma once

#include <cmath>
#include <cstdint>

#include "core/number.h"

namespace tw::cpu {

struct SoftmaxRow {
  double largest;
  double sum;  // Of exp(x - largest).
};

// All in double, where the difference of two narrower floats neither overflows nor loses what exp
// would show; of two doubles it may be -inf, whose exp is 0 as well.  The sum is at least 1, or
// NaN: with a largest element of NaN, +inf or -inf the difference to that element is NaN.
template <class T>
SoftmaxRow softmax_row_of(const T* from, std::int64_t count, std::int64_t stride) {
  double largest = convert<double>(*from);
  for (std::int64_t i = 1; i < count; ++i) {
    const auto value = convert<double>(from[i * stride]);
    if (value > largest || value != value) largest = value;  // A NaN counts as the largest.
  }
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i)
    sum += std::exp(convert<double>(from[i * stride]) - largest);
  return {largest, sum};
}

}  // namespace tw::cpu
