// The loops of the elementwise kernels of two arguments.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cpu/binary_wide.h"
#include "cpu/elementwise_blocks.h"
#include "cpu/elementwise_operand.h"
#include "cpu/elementwise_parts.h"
#include "cpu/elementwise_rows.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// Shorter rows are over before wider vectors gain anything.
inline constexpr std::int64_t kWideFrom = 32;
// Longer ones wait for memory, which the widest vectors make slower.
inline constexpr std::int64_t kWideTo = std::int64_t{1} << 18;

// Whether there are rows with wider vectors for the function.
template <class Out, class T, class Function>
inline constexpr bool kHasWide =
    std::is_same_v<Out, T> && (std::is_same_v<T, float> || std::is_same_v<T, double>) &&
    requires { Function::kArithmetic; };

// The cases with strides of 1 and 0 are loops that the compiler vectorises.  `far` says that the
// row is a part of what is larger than the caches.
template <class Out, class T, class Function>
void binary_row(Out* __restrict out, std::int64_t count, const T* __restrict a, std::int64_t a_step,
                const T* __restrict b, std::int64_t b_step, Function function, bool far) {
  if constexpr (kHasWide<Out, T, Function>) {
    if (count >= kWideFrom && (a_step | b_step) == 1) {
      if (const WideRows* rows = far || count > kWideTo ? far_rows() : wide_rows()) {
        constexpr auto kIndex = static_cast<std::size_t>(Function::kArithmetic);
        if constexpr (std::is_same_v<T, float>)
          rows->f32[kIndex](out, count, a, a_step, b, b_step);
        else
          rows->f64[kIndex](out, count, a, a_step, b, b_step);
        return;
      }
    }
  }
  using C = Computed<T>;
  if (a_step == 1 && b_step == 1) {
    for (std::int64_t i = 0; i < count; ++i)
      out[i] = convert<Out>(function(convert<C>(a[i]), convert<C>(b[i])));
  } else if (a_step == 1 && b_step == 0) {
    const C right = convert<C>(*b);
    for (std::int64_t i = 0; i < count; ++i)
      out[i] = convert<Out>(function(convert<C>(a[i]), right));
  } else if (a_step == 0 && b_step == 1) {
    const C left = convert<C>(*a);
    for (std::int64_t i = 0; i < count; ++i)
      out[i] = convert<Out>(function(left, convert<C>(b[i])));
  } else {
    for (std::int64_t i = 0; i < count; ++i)
      out[i] = convert<Out>(function(convert<C>(a[i * a_step]), convert<C>(b[i * b_step])));
  }
}

// function(x, y) of both arguments as `dtype`, of which T is the C++ type, as elements of Out.
template <class Out, class T, class Function>
void binary_as(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b,
               Function function, bool far) {
  auto* next = static_cast<Out*>(out);
  const bool in_place = a.dtype == dtype && b.dtype == dtype;
  if (in_place && sizes.size() == 1) {
    binary_row(next, sizes[0], static_cast<const T*>(a.data), a.strides[0],
               static_cast<const T*>(b.data), b.strides[0], function, far);
    return;
  }
  for_rows(sizes, std::array<const Dims*, 2>{&a.strides, &b.strides},
           [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
               const std::array<std::int64_t, 2>& steps) {
             for_blocks(count, in_place, [&](std::int64_t done, std::int64_t size) {
               T left[kBlock];
               T right[kBlock];
               const Elements<T> x =
                   elements_as(dtype, a, starts[0] + done * steps[0], steps[0], size, left);
               const Elements<T> y =
                   elements_as(dtype, b, starts[1] + done * steps[1], steps[1], size, right);
               binary_row(next, size, x.data, x.step, y.data, y.step, function, far);
               next += size;
             });
           });
}

// What a kernel does with a part.  Not inlined, so that what it calls is: small calls feel that.
using BinaryPart = void(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
                        const Operand& b, bool far);

// Calls it for all that the kernel computes or for parts of it, whose elements are `given`.
void binary_in_parts(void* out, Dtype given, Dtype dtype, const Dims& sizes, const Operand& a,
                     const Operand& b, BinaryPart* part) noexcept;

// Small calls come straight to kPart.
template <BinaryPart* kPart>
void binary_parts(void* out, Dtype given, Dtype dtype, const Dims& sizes, const Operand& a,
                  const Operand& b) noexcept {
  if (are_few(sizes))
    kPart(out, dtype, sizes, a, b, false);
  else
    binary_in_parts(out, given, dtype, sizes, a, b, kPart);
}

}  // namespace tw::cpu
