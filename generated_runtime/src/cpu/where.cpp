#include "cpu/where.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <type_traits>

#include "core/number.h"
#include "cpu/elementwise_blocks.h"
#include "cpu/elementwise_functions.h"
#include "cpu/elementwise_parts.h"
#include "cpu/elementwise_rows.h"

namespace tw::cpu {
namespace {

// The steps of a and b are 1 or 0, as kA and kB say.  As bytes the conditions become vectors.
template <bool kA, bool kB, class T>
void where_loop(T* __restrict out, std::int64_t count, const std::uint8_t* __restrict condition,
                const T* __restrict a, const T* __restrict b) {
  const T first_a = *a;
  const T first_b = *b;
  for (std::int64_t i = 0; i < count; ++i) {
    const T x = kA ? a[i] : first_a;
    const T y = kB ? b[i] : first_b;
    out[i] = condition[i] != 0 ? x : y;
  }
}

template <class T>
void where_row(T* __restrict out, std::int64_t count, Elements<bool> condition, Elements<T> a,
               Elements<T> b) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(condition.data);
  if (condition.step == 1 && a.step == 1 && b.step == 1) {
    where_loop<true, true>(out, count, bytes, a.data, b.data);
  } else if (condition.step == 1 && a.step == 1 && b.step == 0) {
    where_loop<true, false>(out, count, bytes, a.data, b.data);
  } else if (condition.step == 1 && a.step == 0 && b.step == 1) {
    where_loop<false, true>(out, count, bytes, a.data, b.data);
  } else if (condition.step == 1 && a.step == 0 && b.step == 0) {
    where_loop<false, false>(out, count, bytes, a.data, b.data);
  } else if (condition.step == 0) {
    const Elements<T> all = *condition.data ? a : b;
    if (all.step == 1)
      std::copy_n(all.data, count, out);
    else
      for (std::int64_t i = 0; i < count; ++i) out[i] = all.data[i * all.step];
  } else {
    for (std::int64_t i = 0; i < count; ++i) {
      const T x = a.data[i * a.step];
      const T y = b.data[i * b.step];
      out[i] = condition.data[i * condition.step] ? x : y;
    }
  }
}

template <class T>
void clamp_row(T* __restrict out, std::int64_t count, const T* __restrict x, std::int64_t step,
               Computed<T> low, Computed<T> high) {
  const auto clamped = [low, high](T value) {
    return convert<T>(Smaller{}(Larger{}(convert<Computed<T>>(value), low), high));
  };
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = clamped(x[i]);
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = clamped(x[i * step]);
  }
}

// A bound as T, in which results are then exact; `none` where there is none.
template <class T>
Computed<T> bound_as(std::optional<double> bound, Computed<T> none) {
  return bound ? convert<Computed<T>>(convert<T>(*bound)) : none;
}

template <class C>
C lowest() {
  if constexpr (std::is_floating_point_v<C>)
    return -std::numeric_limits<C>::infinity();
  else
    return std::numeric_limits<C>::min();
}

template <class C>
C highest() {
  if constexpr (std::is_floating_point_v<C>)
    return std::numeric_limits<C>::infinity();
  else
    return std::numeric_limits<C>::max();
}

[[gnu::noinline]] void where_part(void* out, Dtype dtype, const Dims& sizes,
                                  const Operand& condition, const Operand& a, const Operand& b) {
  const bool in_place = a.dtype == dtype && b.dtype == dtype;
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto* next = static_cast<T*>(out);
    const auto* conditions = static_cast<const bool*>(condition.data);
    for_rows(Walk<3>{sizes, {condition.strides, a.strides, b.strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 3>& starts,
                 const std::array<std::int64_t, 3>& steps) {
               for_blocks(count, in_place, [&](std::int64_t done, std::int64_t size) {
                 T left[kBlock];
                 T right[kBlock];
                 where_row(
                     next, size,
                     Elements<bool>{conditions + starts[0] + done * steps[0], steps[0]},
                     elements_as(dtype, a, starts[1] + done * steps[1], steps[1], size, left),
                     elements_as(dtype, b, starts[2] + done * steps[2], steps[2], size, right));
                 next += size;
               });
             });
  });
}

[[gnu::noinline]] void clamp_part(void* out, const Dims& sizes, const Operand& x,
                                  std::optional<double> low, std::optional<double> high) {
  visit(x.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto* next = static_cast<T*>(out);
    const auto* data = static_cast<const T*>(x.data);
    const Computed<T> least = bound_as<T>(low, lowest<Computed<T>>());
    const Computed<T> most = bound_as<T>(high, highest<Computed<T>>());
    for_rows(Walk<1>{sizes, {x.strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
                 const std::array<std::int64_t, 1>& steps) {
               clamp_row(next, count, data + starts[0], steps[0], least, most);
               next += count;
             });
  });
}

}  // namespace

void where(void* out, Dtype dtype, const Dims& sizes, const Operand& condition, const Operand& a,
           const Operand& b) noexcept {
  const std::int64_t cost = a.dtype == dtype && b.dtype == dtype ? kCheap : kConverted;
  if (is_small(sizes, cost)) {
    where_part(out, dtype, sizes, condition, a, b);
    return;
  }
  const auto kernel = [dtype](void* to, const Dims& some, const Operand* operands) {
    where_part(to, dtype, some, operands[0], operands[1], operands[2]);
  };
  const std::array<const Operand*, 3> operands = {&condition, &a, &b};
  in_parts(out, bytes_of(dtype), sizes, operands, cost, kernel);
}

void clamp(void* out, const Dims& sizes, const Operand& x, std::optional<double> low,
           std::optional<double> high) noexcept {
  const std::int64_t cost = are_halves(x.dtype) ? kHalves : kCheap;
  if (is_small(sizes, cost)) {
    clamp_part(out, sizes, x, low, high);
    return;
  }
  const auto part = [low, high](void* to, const Dims& some, const Operand* operands) {
    clamp_part(to, some, operands[0], low, high);
  };
  const std::array<const Operand*, 1> operands = {&x};
  in_parts(out, bytes_of(x.dtype), sizes, operands, cost, std::cref(part));
}

}  // namespace tw::cpu
