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
void arithmetic(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b,
                Function function) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, function);
  });
}

}  // namespace

void add(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  arithmetic(out, dtype, sizes, a, b, Add{});
}

void sub(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  arithmetic(out, dtype, sizes, a, b, Sub{});
}

void mul(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  arithmetic(out, dtype, sizes, a, b, Mul{});
}

void div(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  if (!is_float(dtype)) {  // In double, so that the integers themselves are not rounded to f32.
    binary_as<float, double>(out, Dtype::f64, sizes, a, b, Div{});
    return;
  }
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, Div{});
  });
}

}  // namespace tw::cpu
