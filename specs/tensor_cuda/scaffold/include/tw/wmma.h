// Tensor cores: 16x16x16 fragments of half or bfloat16, accumulated in float.
//
// Names and shapes are those of nvcuda::wmma.  Which lane holds which element is not
// specified, and the emulator's choice is not the hardware's: only operations that treat
// all elements alike may touch x[].
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#ifdef __CUDACC__
#include <mma.h>

namespace tw::wmma {
using namespace nvcuda::wmma;
}  // namespace tw::wmma
#else
#include "tw/wmma_emulated.h"
#endif
