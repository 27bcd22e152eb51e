// Functions of float in loops over vectors, for processors that have them.
//
// Is included by files that are compiled for these processors: holds no inline functions.
#pragma once

#include <cstdint>

namespace tw::cpu {

// Writes the function of each of the `count` elements at x to `out`, which overlaps none of them.
// What an element gives does not depend on its place.
using VectorRow = void(float* out, std::int64_t count, const float* x) noexcept;

// tests/vector_test.cpp repeats what follows.
struct VectorFunctions {
  VectorRow* sqrt;
  VectorRow* rsqrt;
  VectorRow* exp;
  VectorRow* expm1;
  VectorRow* log;
  VectorRow* log1p;
  VectorRow* tanh;
  VectorRow* sigmoid;
  VectorRow* gelu;
  VectorRow* gelu_tanh;
  VectorRow* silu;
};

// Of the widest vectors that this processor has; null where it has none of these.
[[nodiscard]] const VectorFunctions* vector_functions() noexcept;

// Are called only where the processor has AVX2 and FMA, or AVX-512 F, BW, DQ and VL.
extern const VectorFunctions kAvx2Functions;
extern const VectorFunctions kAvx512Functions;

}  // namespace tw::cpu
