// How numbers are added up: integers modulo 2^64, floats in double, and doubles without losing what
// is rounded off.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cuda/elementwise_numbers.cuh"
#include "cuda/reduction.cuh"

namespace tw::cuda {

// A sum, and what rounding has taken from it.
struct Compensated {
  double sum;
  double rest;
};

template <class T>
using Total = std::conditional_t<
    std::is_integral_v<T>, std::uint64_t,
    std::conditional_t<std::is_same_v<T, double>, Compensated, double>>;

__device__ inline Compensated from_above(const Compensated& total, int by) {
  const double sum = from_above(total.sum, by);
  return {sum, from_above(total.rest, by)};
}

template <class T>
__device__ Total<T> total_of(Computed<T> value) {
  if constexpr (std::is_same_v<T, double>)
    return {value, 0};
  else
    return static_cast<Total<T>>(value);
}

__device__ inline std::uint64_t added(std::uint64_t a, std::uint64_t b) {
  return a + b;
}

__device__ inline double added(double a, double b) {
  return a + b;
}

__device__ inline Compensated added(const Compensated& a, const Compensated& b) {
  const double sum = a.sum + b.sum;
  const double part = sum - a.sum;
  const double lost = (a.sum - (sum - part)) + (b.sum - part);
  return {sum, a.rest + b.rest + lost};
}

__device__ inline double value_of(double total) {
  return total;
}

// Where the sum is infinite or NaN, what was rounded off is NaN.
__device__ inline double value_of(const Compensated& total) {
  return total.sum - total.sum == 0 ? total.sum + total.rest : total.sum;
}

// The sum of both.
struct Mean {
  double high;
  double low;
};

__device__ inline Mean mean_of(double total, double count) {
  return {total / count, 0};
}

// In twice the precision: doubles far from 0 may be so close to each other that their mean, rounded
// to one double, is no mean of them.
__device__ inline Mean mean_of(const Compensated& total, double count) {
  const double high = value_of(total) / count;
  if (high - high != 0) return {high, 0};
  return {high, (::fma(-high, count, total.sum) + total.rest) / count};
}

}  // namespace tw::cuda
