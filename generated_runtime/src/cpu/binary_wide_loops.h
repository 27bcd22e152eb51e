// The loops of the tables of binary_wide.h.  All of it is local to the file that includes it, so
// that no other file is linked to what is compiled for some processors only.
#pragma once

#include <cstdint>

#include "cpu/binary_wide.h"

namespace tw::cpu {
namespace {

struct WideAdd {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x + y;
  }
};

struct WideSub {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x - y;
  }
};

struct WideMul {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x * y;
  }
};

struct WideDiv {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x / y;
  }
};

// As Larger and Smaller are: NaN where one is NaN.
struct WideLarger {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x > y || x != x ? x : y;
  }
};

struct WideSmaller {
  template <class T>
  T operator()(T x, T y) const noexcept {
    return x < y || x != x ? x : y;
  }
};

template <class Function, class T>
void wide_row(T* __restrict out, std::int64_t count, const T* __restrict a, std::int64_t a_step,
              const T* __restrict b, std::int64_t b_step) noexcept {
  const Function function;
  if (a_step == b_step) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(a[i], b[i]);
  } else if (a_step == 1) {
    const T right = *b;
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(a[i], right);
  } else {
    const T left = *a;
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(left, b[i]);
  }
}

// In the order of Arithmetic.
constexpr WideRows kWideRows = {
    {&wide_row<WideAdd, float>, &wide_row<WideSub, float>, &wide_row<WideMul, float>,
     &wide_row<WideDiv, float>, &wide_row<WideLarger, float>, &wide_row<WideSmaller, float>},
    {&wide_row<WideAdd, double>, &wide_row<WideSub, double>, &wide_row<WideMul, double>,
     &wide_row<WideDiv, double>, &wide_row<WideLarger, double>, &wide_row<WideSmaller, double>},
};

}  // namespace
}  // namespace tw::cpu
