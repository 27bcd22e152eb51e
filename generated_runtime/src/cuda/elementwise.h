// Elementwise kernels of CUDA devices, as the floors above and the kernel files see them.
//
// Each writes its result to `out`, which lies on the device of its arguments, and of which no
// element is reached twice.  An argument of its dtype may be `out` itself, with its strides; else
// `out` overlaps none.  Nothing is read or written where a size is 0.  src/no_cuda/elementwise.cpp
// and src/no_cuda/choices.cpp stand in for them in a build without CUDA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "tw/device.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cuda {

// How a call is cut into launches, blocks and threads.  tests/cuda_elementwise_test.cpp and
// cuda_choices_test.cpp repeat what follows.
struct Frame {
  Device device;
  unsigned threads = 256;   // Of a block.
  std::int64_t blocks = 0;  // Of a grid, at most; 0 for what fills the device four times over.
  // What fits 32 bits: offsets of elements, and how many there are.
  std::int64_t near = std::numeric_limits<std::int32_t>::max();
};

// Where the first element lies, and how far apart elements are: one stride in elements for each
// size, 0 where an argument is stretched.
struct Elements {
  void* data = nullptr;
  Dims strides;
};

// The argument and the result have `dtype`: any but bool, or a float dtype where the function is
// one of floats.
using UnaryKernel = void(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                         const Elements& x);

UnaryKernel neg;
UnaryKernel abs;
UnaryKernel sign;
UnaryKernel square;
UnaryKernel relu;
// Of floats.
UnaryKernel sqrt;
UnaryKernel rsqrt;
UnaryKernel exp;
UnaryKernel expm1;
UnaryKernel log;
UnaryKernel log1p;
UnaryKernel sin;
UnaryKernel cos;
UnaryKernel tanh;
UnaryKernel sigmoid;
UnaryKernel gelu;
UnaryKernel gelu_tanh;
UnaryKernel silu;

// Both arguments and the result have `dtype`.
using BinaryKernel = void(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                          const Elements& a, const Elements& b);

BinaryKernel add;
BinaryKernel sub;
BinaryKernel mul;
// Where `dtype` is no float dtype, the arguments have f64 and the result has f32.
BinaryKernel div;
BinaryKernel maximum;
BinaryKernel minimum;

// Both arguments have `dtype`, any, and the result is bool.
BinaryKernel eq;
BinaryKernel ne;
BinaryKernel lt;
BinaryKernel le;
BinaryKernel gt;
BinaryKernel ge;

// The argument has `dtype`, any, and the result is bool: whether it is 0.
UnaryKernel logical_not;

// Elements of 1, 2, 4 or 8 bytes of a where the bools of the condition hold, else of b.
void where(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
           const Elements& condition, const Elements& a, const Elements& b);

// x between two bounds, which are taken as `dtype`: any but bool.
void clamp(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
           const Elements& x, std::optional<double> low, std::optional<double> high);

// Elements of 1, 2, 4 or 8 bytes as they are.
void copy(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
          const Elements& x);

// From one dtype to another one.
void cast(const Frame& frame, Dtype to, Dtype from, const Dims& sizes, const Elements& out,
          const Elements& x);

// Sets elements of 1, 2, 4 or 8 bytes to the lowest bytes of `bits`.
void fill(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
          std::uint64_t bits);

}  // namespace tw::cuda
