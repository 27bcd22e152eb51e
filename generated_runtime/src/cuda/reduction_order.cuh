// How elements are ordered: the largest or the smallest is the extreme.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/number.h"
#include "cuda/elementwise_numbers.cuh"
#include "cuda/reduction.cuh"

namespace tw::cuda {

template <class T>
struct Order {
  // The type in which elements are compared.
  using Value =
      std::conditional_t<std::is_integral_v<T> && (sizeof(T) < sizeof(int)), int, Computed<T>>;
  using Limits = std::numeric_limits<Value>;
  static constexpr Value kEnd = Limits::has_infinity ? Limits::infinity() : Limits::max();
  static constexpr Value kLow = Limits::has_infinity ? -kEnd : Limits::lowest();
  bool is_largest;

  __device__ static Value value(T element) { return converted<Value>(element); }
  // The value that beats no other.
  __device__ Value last() const {
    if (is_largest) return kLow;
    return kEnd;
  }
  __device__ bool beats(Value b, Value a) const { return is_largest ? b > a : b < a; }
};

}  // namespace tw::cuda
