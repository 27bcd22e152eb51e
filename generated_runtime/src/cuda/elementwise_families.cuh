// One function for all dtypes that it has: what the files binary_*.cu, unary_*.cu and cast_*.cu share.
#pragma once

#include <type_traits>

#include "core/number.h"
#include "cuda/elementwise.cuh"
#include "cuda/elementwise_functions.cuh"

namespace tw::cuda {

template <class Function>
void of_two(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
            const Elements& a, const Elements& b) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    elementwise<T, T, T>(frame, Function{}, sizes, {&out, &a, &b});
  });
}

// Bools have no such functions.
template <class Function>
void of_one(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
            const Elements& x) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::is_same_v<T, bool>)
      elementwise<T, T>(frame, Function{}, sizes, {&out, &x});
  });
}

template <class Function>
void of_one_float(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                  const Elements& x) {
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    elementwise<T, T>(frame, Function{}, sizes, {&out, &x});
  });
}

// From one type to every other one.
template <class From>
void cast_from(const Frame& frame, Dtype to, const Dims& sizes, const Elements& out,
               const Elements& x) {
  visit(to, [&](auto tag) {
    using To = typename decltype(tag)::type;
    if constexpr (!std::is_same_v<To, From>)
      elementwise<To, From>(frame, Same{}, sizes, {&out, &x});
  });
}

// The files cast_*.cu share these.
#define TW_CAST_FROM(From) \
  template void cast_from<From>(const Frame&, Dtype, const Dims&, const Elements&, const Elements&)
extern TW_CAST_FROM(bool);
extern TW_CAST_FROM(std::uint8_t);
extern TW_CAST_FROM(std::int8_t);
extern TW_CAST_FROM(std::int16_t);
extern TW_CAST_FROM(std::int32_t);
extern TW_CAST_FROM(std::int64_t);
extern TW_CAST_FROM(Half);
extern TW_CAST_FROM(BFloat16);
extern TW_CAST_FROM(float);
extern TW_CAST_FROM(double);

}  // namespace tw::cuda
