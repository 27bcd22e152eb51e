// Reductions on CUDA devices, as the floors above and the kernel files see them.
//
// A result is made of the elements of a row.  They are added up by a tree whose shape is a function
// of the row's length alone, so that neither the layout nor the cut changes a bit of a result.
// src/no_cuda/reduction.cpp stands in for these functions in a build without CUDA.
#pragma once

#include <cstdint>

#include "tw/device.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cuda {

// How a call is cut into blocks and threads.  tests/cuda_reduction_test.cpp repeats what follows.
struct Cut {
  Device device;
  unsigned threads = 256;        // Of a block, at most: a multiple of 32 up to 1,024.
  std::int64_t blocks = 65'536;  // Of a grid, at most.
};

// Rows, and the elements of a row, are counted in row-major order; strides in elements.
struct Rows {
  const void* data = nullptr;
  Dtype dtype = Dtype::f32;
  Dims sizes;  // Of the dims that are kept: for each index a row, and a result.
  Dims strides;
  Dims row_sizes;  // Of the dims that are reduced.
  Dims row_strides;
};

// Each writes its results, without gaps, to `to`, which overlaps none of the elements.
using Reduction = void(const Cut& cut, const Rows& rows, void* to);

// To the dtype of floats, to i64 for integers and bools.
Reduction sum;
// These take floats only, and keep their dtype.
Reduction mean;  // NaN for no elements.
void var(const Cut& cut, const Rows& rows, void* to, std::int64_t correction);
// These keep the dtype.  NaN when one is NaN.
Reduction amax;
Reduction amin;
// To bool.
Reduction any;
Reduction all;
// To i64: which element of the row is the first extreme.  A NaN is the extreme.
Reduction argmax;
Reduction argmin;

}  // namespace tw::cuda
