#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cpu/binary.h"
#include "cpu/binary_rows.h"

namespace tw::cpu {
namespace {

// Integers are computed in this type, which wraps around and which no promotion makes signed.
template <class C>
using Wrapping = std::conditional_t<(sizeof(C) > 4), std::uint64_t, std::uint32_t>;

struct Add {
  static constexpr Arithmetic kArithmetic = Arithmetic::add;
  template <class C>
  C operator()(C x, C y) const noexcept {
    if constexpr (std::is_integral_v<C>)  // Of bools it is whether the sum is not 0.
      return static_cast<C>(static_cast<Wrapping<C>>(x) + static_cast<Wrapping<C>>(y));
    else
      return x + y;
  }
};

struct Sub {
  static constexpr Arithmetic kArithmetic = Arithmetic::sub;
  template <class C>
  C operator()(C x, C y) const noexcept {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(static_cast<Wrapping<C>>(x) - static_cast<Wrapping<C>>(y));
    else
      return x - y;
  }
};

struct Mul {
  static constexpr Arithmetic kArithmetic = Arithmetic::mul;
  template <class C>
  C operator()(C x, C y) const noexcept {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(static_cast<Wrapping<C>>(x) * static_cast<Wrapping<C>>(y));
    else
      return x * y;
  }
};

struct Div {
  static constexpr Arithmetic kArithmetic = Arithmetic::div;
  template <class C>
  C operator()(C x, C y) const noexcept {
    return x / y;
  }
};

template <class Function>
[[gnu::noinline]] void arithmetic(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
                                  const Operand& b, bool far) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, Function{}, far);
  });
}

[[gnu::noinline]] void divide_floats(void* out, Dtype dtype, const Dims& sizes,
                                     const Operand& a, const Operand& b, bool far) {
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, Div{}, far);
  });
}

// As f64, to f32.
[[gnu::noinline]] void divide_others(void* out, Dtype dtype, const Dims& sizes,
                                     const Operand& a, const Operand& b, bool far) {
  binary_as<float, double>(out, dtype, sizes, a, b, Div{}, far);
}

}  // namespace

void add(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&arithmetic<Add>>(out, dtype, dtype, sizes, a, b);
}

void sub(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&arithmetic<Sub>>(out, dtype, dtype, sizes, a, b);
}

void mul(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&arithmetic<Mul>>(out, dtype, dtype, sizes, a, b);
}

void div(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  if (is_float(dtype))
    binary_parts<&divide_floats>(out, dtype, dtype, sizes, a, b);
  else  // In double, so that the integers themselves are not rounded to f32.
    binary_parts<&divide_others>(out, Dtype::f32, Dtype::f64, sizes, a, b);
}

}  // namespace tw::cpu
