// The functions of one argument that only floats have.  Each computes in float or double, as its
// argument is; both kinds of gelu always in double.  Where the processor has vectors, f32 is computed
// in them instead, in every layout, so that an element gives the same in each.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/number.h"
#include "cpu/elementwise_blocks.h"
#include "cpu/unary.h"
#include "cpu/unary_rows.h"
#include "cpu/vector_functions.h"

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

// x sigmoid(2 u), where u is the argument of tanh: (1 + tanh(u)) / 2 would cancel.
struct GeluTanh {
  double operator()(double x) const noexcept {
    constexpr double kSlope = 1.5957691216057307;  // 2 sqrt(2 / pi).
    const double y = x < -40.0 ? -40.0 : x;        // The result is -0 from here on, also at -inf.
    const double e = std::exp(-std::fabs(kSlope * (y + 0.044715 * y * y * y)));
    return (y < 0.0 ? y * e : y) / (1.0 + e);
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

// The rows of f32: in place where they have no gaps, else gathered in blocks.
void vector_rows(float* out, const Dims& sizes, const Operand& x, VectorRow* function) {
  for_rows(Walk<1>{sizes, {x.strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
               const std::array<std::int64_t, 1>& steps) {
             const bool in_place = x.dtype == Dtype::f32 && (steps[0] == 0 || steps[0] == 1);
             for_blocks(count, in_place, [&](std::int64_t done, std::int64_t size) {
               float buffer[kBlock];
               const Elements<float> row = elements_as(
                   Dtype::f32, x, starts[0] + done * steps[0], steps[0], size, buffer);
               if (row.step == 0) {
                 function(out, 1, row.data);
                 std::fill_n(out + 1, size - 1, *out);
               } else if (row.step == 1) {
                 function(out, size, row.data);
               } else {
                 for (std::int64_t i = 0; i < size; ++i) buffer[i] = row.data[i * row.step];
                 function(out, size, buffer);
               }
               out += size;
             });
           });
}

template <VectorRow* VectorFunctions::*kRow>
void in_vectors(void* out, Dtype, const Dims& sizes, const Operand& x) {
  vector_rows(static_cast<float*>(out), sizes, x, vector_functions()->*kRow);
}

template <class Function>
[[gnu::noinline]] void one_by_one(void* out, Dtype dtype, const Dims& sizes, const Operand& x) {
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    unary_as<T>(out, dtype, sizes, x, Function{});
  });
}

// One by one elements cost so many times as much as in vectors.
constexpr std::int64_t kOneByOne = 5;

// kRow is the same function in vectors, where `cost` is what it costs for each element.
template <VectorRow* VectorFunctions::*kRow = nullptr, class Function>
void of_floats(void* out, Dtype dtype, const Dims& sizes, const Operand& x, Function,
               std::int64_t cost) {
  if constexpr (kRow != nullptr) {
    if (dtype == Dtype::f32 && vector_functions() != nullptr) {
      unary_parts<&in_vectors<kRow>>(out, dtype, sizes, x, cost);
      return;
    }
  }
  unary_parts<&one_by_one<Function>>(out, dtype, sizes, x, cost * kOneByOne);
}

}  // namespace

void sqrt(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::sqrt>(out, dtype, sizes, x,
                                    [](auto value) { return std::sqrt(value); }, 1);
}

void rsqrt(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::rsqrt>(
      out, dtype, sizes, x, [](auto value) { return decltype(value){1} / std::sqrt(value); }, 2);
}

void exp(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::exp>(out, dtype, sizes, x,
                                   [](auto value) { return std::exp(value); }, 3);
}

void expm1(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::expm1>(out, dtype, sizes, x,
                                     [](auto value) { return std::expm1(value); }, 3);
}

void log(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::log>(out, dtype, sizes, x,
                                   [](auto value) { return std::log(value); }, 3);
}

void log1p(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::log1p>(out, dtype, sizes, x,
                                     [](auto value) { return std::log1p(value); }, 4);
}

void sin(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::sin(value); }, 3);
}

void cos(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats(out, dtype, sizes, x, [](auto value) { return std::cos(value); }, 3);
}

void tanh(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::tanh>(out, dtype, sizes, x,
                                    [](auto value) { return std::tanh(value); }, 5);
}

void sigmoid(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::sigmoid>(out, dtype, sizes, x, Sigmoid{}, 4);
}

void gelu(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::gelu>(out, dtype, sizes, x, Gelu{}, 14);
}

void gelu_tanh(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::gelu_tanh>(out, dtype, sizes, x, GeluTanh{}, 10);
}

void silu(void* out, Dtype dtype, const Dims& sizes, const Operand& x) noexcept {
  of_floats<&VectorFunctions::silu>(out, dtype, sizes, x, Silu{}, 4);
}

}  // namespace tw::cpu
