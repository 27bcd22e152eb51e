// The loops of the elementwise kernels of one argument.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/number.h"
#include "cpu/elementwise_blocks.h"
#include "cpu/elementwise_operand.h"
#include "cpu/elementwise_parts.h"
#include "cpu/elementwise_rows.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// The function may return a wider type than it is given: what it returns is rounded once.
template <class T, class Function>
void unary_row(T* __restrict out, std::int64_t count, const T* __restrict x, std::int64_t step,
               Function function) {
  using C = Computed<T>;
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = convert<T>(function(convert<C>(x[i])));
  } else if (step == 0) {
    std::fill_n(out, count, convert<T>(function(convert<C>(*x))));
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = convert<T>(function(convert<C>(x[i * step])));
  }
}

// function(x) of the argument as `dtype`, of which T is the C++ type.
template <class T, class Function>
void unary_as(void* out, Dtype dtype, const Dims& sizes, const Operand& x, Function function) {
  auto* next = static_cast<T*>(out);
  for_rows(Walk<1>{sizes, {x.strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
               const std::array<std::int64_t, 1>& steps) {
             for_blocks(count, x.dtype == dtype, [&](std::int64_t done, std::int64_t size) {
               T buffer[kBlock];
               const Elements<T> row =
                   elements_as(dtype, x, starts[0] + done * steps[0], steps[0], size, buffer);
               unary_row(next, size, row.data, row.step, function);
               next += size;
             });
           });
}

// What a kernel does with a part.
using UnaryPart = void(void* out, Dtype dtype, const Dims& sizes, const Operand& x);

// Calls it for all that the kernel computes or for parts of it.
void unary_in_parts(void* out, Dtype dtype, const Dims& sizes, const Operand& x, std::int64_t cost,
                    UnaryPart* part) noexcept;

// Small calls come straight to kPart.
template <UnaryPart* kPart>
void unary_parts(void* out, Dtype dtype, const Dims& sizes, const Operand& x,
                 std::int64_t cost) noexcept {
  if (are_few(sizes))
    kPart(out, dtype, sizes, x);
  else
    unary_in_parts(out, dtype, sizes, x, cost, kPart);
}

}  // namespace tw::cpu
