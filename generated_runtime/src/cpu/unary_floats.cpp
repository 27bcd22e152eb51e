// The functions of one argument that only floats have.  Each computes in float or double, as its
// argument is; gelu always in double.
#include <cmath>

#include "core/number.h"
#include "cpu/unary.h"
#include "cpu/unary_rows.h"

namespace tw::cpu {
namespace {

// exp of what is never positive does not overflow, and nothing is subtracted.
struct Sigmoid {
  template <class C>
  C operator()(C x) const noexcept {
    const C e = std::exp(-std::fabs(x));
    return (x < C{0} ? e : C{1}) / (C{1} + e);
  }
};

// x * erfc(-x / sqrt(2)) / 2.  In float the rounded argument of erfc alone would cost hundreds of
// units.  The half goes to x: where erfc is denormal, half of it would lose a bit.
struct Gelu {
  double operator()(double x) const noexcept {
    constexpr double kRootOfHalf = 0.70710678118654752440;
    const double y = x < -40.0 ? -40.0 : x;  // The result is -0 from here on, also at -inf.
    return 0.5 * y * std::erfc(-kRootOfHalf * y);
  }
};

// Below 0 exp(x) goes in as two roots, since it is denormal where its product with x is not.
struct Silu {
  template <class C>
  C operator()(C x) const noexcept {
    if (!(x < C{0})) return x / (C{1} + std::exp(-x));
    const C y = x < C{-1000} ? C{-1000} : x;  // The result is -0 from here on, also at -inf.
    const C root = std::exp(y / C{2});
    return y * root * root / (C{1} + root * root);
  }
};

template <class Function>
void of_floats(void* out, Dtype dtype, const Dims& sizes, const Operand& x, Function function) {
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    unary_as<T>(out, dtype, sizes, x, function);
  });
}

}  // namespace

void sqrt(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::sqrt(value); });
}

void rsqrt(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return decltype(value){1} / std::sqrt(value); });
}

void exp(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::exp(value); });
}

void expm1(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::expm1(value); });
}

void log(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::log(value); });
}

void log1p(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::log1p(value); });
}

void sin(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::sin(value); });
}

void cos(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::cos(value); });
}

void tanh(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::tanh(value); });
}

void sigmoid(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, Sigmoid{});
}

void gelu(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, Gelu{});
}

void silu(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, Silu{});
}

}  // namespace tw::cpu
