// One function for all dtypes that it has: what the kernel files of elementwise functions share.
#pragma once

#include <cstddef>
#include <cstdint>
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

template <class Function>
void of_two_to_bool(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                    const Elements& a, const Elements& b) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    elementwise<bool, T, T>(frame, Function{}, sizes, {&out, &a, &b});
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

// Calls `function` with the tag of the unsigned integer of so many bytes: 1, 2, 4 or 8.  Elements
// that are not computed with need one instance for each size.
template <class Function>
void visit_word(std::size_t bytes, Function&& function) {
  switch (bytes) {
    case 1: return function(Tag<std::uint8_t>{});
    case 2: return function(Tag<std::uint16_t>{});
    case 4: return function(Tag<std::uint32_t>{});
    default: return function(Tag<std::uint64_t>{});
  }
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
