// The functions of one argument that integers have too.
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "core/number.h"
#include "cpu/elementwise_functions.h"
#include "cpu/unary.h"
#include "cpu/unary_rows.h"

namespace tw::cpu {
namespace {

// Integers are computed in this type, which wraps around and which no promotion makes signed.
template <class C>
using Wrapping = std::conditional_t<(sizeof(C) > 4), std::uint64_t, std::uint32_t>;

struct Neg {
  template <class C>
  C operator()(C x) const noexcept {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(Wrapping<C>{0} - static_cast<Wrapping<C>>(x));
    else
      return -x;
  }
};

struct Abs {
  template <class C>
  C operator()(C x) const noexcept {
    if constexpr (std::is_integral_v<C>)
      return x < C{0} ? Neg{}(x) : x;
    else
      return std::fabs(x);
  }
};

struct Sign {
  template <class C>
  C operator()(C x) const noexcept {
    return is_nan(x) ? x : static_cast<C>((x > C{0}) - (x < C{0}));
  }
};

struct Square {
  template <class C>
  C operator()(C x) const noexcept {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(static_cast<Wrapping<C>>(x) * static_cast<Wrapping<C>>(x));
    else
      return x * x;
  }
};

struct Relu {
  template <class C>
  C operator()(C x) const noexcept {
    return x > C{0} || is_nan(x) ? x : C{0};
  }
};

template <class Function>
[[gnu::noinline]] void exact(void* out, Dtype dtype, const Dims& sizes, const Operand& x) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::is_same_v<T, bool>) unary_as<T>(out, dtype, sizes, x, Function{});
  });
}

}  // namespace

void neg(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  unary_parts<&exact<Neg>>(out, dtype, sizes, x, kCheap);
}

void abs(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  unary_parts<&exact<Abs>>(out, dtype, sizes, x, kCheap);
}

void sign(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  unary_parts<&exact<Sign>>(out, dtype, sizes, x, kCheap);
}

void square(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  unary_parts<&exact<Square>>(out, dtype, sizes, x, kCheap);
}

void relu(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  unary_parts<&exact<Relu>>(out, dtype, sizes, x, kCheap);
}

}  // namespace tw::cpu
