// The functions of the elementwise kernels: the formulas of the CPU's.
//
// What they return is rounded once to the dtype of the result, and may be wider than that.
#pragma once

#include <cstdint>
#include <type_traits>

#include "cuda/elementwise_numbers.cuh"
#include "cuda/elementwise_waves.cuh"

namespace tw::cuda {

// Integers are computed in this type, which wraps around and which no promotion makes signed.
template <class C>
using Wrapping = std::conditional_t<(sizeof(C) > 4), std::uint64_t, std::uint32_t>;

// ---- Of two arguments ----

struct Add {
  template <class C>
  __device__ C operator()(C x, C y) const {
    if constexpr (std::is_integral_v<C>)  // Of bools it is whether the sum is not 0.
      return static_cast<C>(static_cast<Wrapping<C>>(x) + static_cast<Wrapping<C>>(y));
    else
      return x + y;
  }
};

struct Sub {
  template <class C>
  __device__ C operator()(C x, C y) const {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(static_cast<Wrapping<C>>(x) - static_cast<Wrapping<C>>(y));
    else
      return x - y;
  }
};

struct Mul {
  template <class C>
  __device__ C operator()(C x, C y) const {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(static_cast<Wrapping<C>>(x) * static_cast<Wrapping<C>>(y));
    else
      return x * y;
  }
};

struct Div {
  template <class C>
  __device__ C operator()(C x, C y) const {
    return x / y;
  }
};

// Where y is NaN, x > y is false.
struct Larger {
  template <class C>
  __device__ C operator()(C x, C y) const {
    return x > y || is_nan(x) ? x : y;
  }
};

struct Smaller {
  template <class C>
  __device__ C operator()(C x, C y) const {
    return x < y || is_nan(x) ? x : y;
  }
};

// ---- Comparisons, which are false where an argument is NaN; Unequal is true ----

struct Equal {
  template <class C>
  __device__ bool operator()(C x, C y) const {
    return x == y;
  }
};

struct Unequal {
  template <class C>
  __device__ bool operator()(C x, C y) const {
    return x != y;
  }
};

struct Less {
  template <class C>
  __device__ bool operator()(C x, C y) const {
    return x < y;
  }
};

struct LessOrEqual {
  template <class C>
  __device__ bool operator()(C x, C y) const {
    return x <= y;
  }
};

struct Not {
  template <class C>
  __device__ bool operator()(C x) const {
    return x == C{0};
  }
};

// ---- Choices ----

struct Choose {
  template <class C>
  __device__ C operator()(bool condition, C x, C y) const {
    return condition ? x : y;
  }
};

template <class C>
struct Clamp {
  C low;
  C high;
  __device__ C operator()(C x) const { return Smaller{}(Larger{}(x, low), high); }
};

// ---- Of one argument, of integers too ----

struct Same {
  template <class C>
  __device__ C operator()(C x) const {
    return x;
  }
};

struct Neg {
  template <class C>
  __device__ C operator()(C x) const {
    if constexpr (std::is_integral_v<C>)
      return static_cast<C>(Wrapping<C>{0} - static_cast<Wrapping<C>>(x));
    else
      return -x;
  }
};

struct Abs {
  template <class C>
  __device__ C operator()(C x) const {
    if constexpr (std::is_same_v<C, float>)
      return fabsf(x);
    else if constexpr (std::is_same_v<C, double>)
      return ::fabs(x);
    else if constexpr (std::is_signed_v<C>)
      return x < C{0} ? Neg{}(x) : x;
    else
      return x;
  }
};

struct Sign {
  template <class C>
  __device__ C operator()(C x) const {
    if constexpr (std::is_signed_v<C>)  // Floats are signed, too.
      return is_nan(x) ? x : static_cast<C>((x > C{0}) - (x < C{0}));
    else
      return static_cast<C>(x != C{0});
  }
};

struct Square {
  template <class C>
  __device__ C operator()(C x) const {
    return Mul{}(x, x);
  }
};

struct Relu {
  template <class C>
  __device__ C operator()(C x) const {
    return x > C{0} || is_nan(x) ? x : C{0};
  }
};

// ---- Of one float or double ----

struct Sqrt {
  __device__ float operator()(float x) const { return sqrtf(x); }
  __device__ double operator()(double x) const { return ::sqrt(x); }
};

struct Rsqrt {
  template <class C>
  __device__ C operator()(C x) const {
    return C{1} / Sqrt{}(x);
  }
};

struct Exp {
  __device__ float operator()(float x) const { return expf(x); }
  __device__ double operator()(double x) const { return ::exp(x); }
};

struct Expm1 {
  __device__ float operator()(float x) const { return expm1f(x); }
  __device__ double operator()(double x) const { return ::expm1(x); }
};

struct Log {
  __device__ float operator()(float x) const { return logf(x); }
  __device__ double operator()(double x) const { return ::log(x); }
};

struct Log1p {
  __device__ float operator()(float x) const { return log1pf(x); }
  __device__ double operator()(double x) const { return ::log1p(x); }
};

struct Sin {
  template <class C>
  __device__ C operator()(C x) const {
    return wave(x, 0);
  }
};

struct Cos {
  template <class C>
  __device__ C operator()(C x) const {
    return wave(x, 1);
  }
};

struct Tanh {
  __device__ float operator()(float x) const { return tanhf(x); }
  __device__ double operator()(double x) const { return ::tanh(x); }
};

// exp of what is never positive does not overflow, and nothing is subtracted.
struct Sigmoid {
  template <class C>
  __device__ C operator()(C x) const {
    const C e = Exp{}(-Abs{}(x));
    return (x < C{0} ? e : C{1}) / (C{1} + e);
  }
};

// x * erfc(-x / sqrt(2)) / 2.  In float the rounded argument of erfc alone would cost hundreds of
// units.  The half goes to x: where erfc is denormal, half of it would lose a bit.
struct Gelu {
  __device__ double operator()(double x) const {
    constexpr double kRootOfHalf = 0.70710678118654752440;
    const double y = x < -40.0 ? -40.0 : x;  // The result is -0 from here on, also at -inf.
    return 0.5 * y * ::erfc(-kRootOfHalf * y);
  }
};

// x sigmoid(2 u), where u is the argument of tanh: (1 + tanh(u)) / 2 would cancel.
struct GeluTanh {
  __device__ double operator()(double x) const {
    constexpr double kSlope = 1.5957691216057307;  // 2 sqrt(2 / pi).
    const double y = x < -40.0 ? -40.0 : x;        // The result is -0 from here on, also at -inf.
    const double e = ::exp(-::fabs(kSlope * (y + 0.044715 * y * y * y)));
    return (y < 0.0 ? y * e : y) / (1.0 + e);
  }
};

// Below 0 exp(x) goes in as two roots, since it is denormal where its product with x is not.
struct Silu {
  template <class C>
  __device__ C operator()(C x) const {
    if (!(x < C{0})) return x / (C{1} + Exp{}(-x));
    const C y = x < C{-1000} ? C{-1000} : x;  // The result is -0 from here on, also at -inf.
    const C root = Exp{}(y / C{2});
    return y * root * root / (C{1} + root * root);
  }
};

// ---- Of no argument ----

template <class Word>
struct Fill {
  Word value;
  __device__ Word operator()() const { return value; }
};

}  // namespace tw::cuda
