// Tensor cores: 16x16x16 fragments of half or bfloat16, accumulated in float.
//
// Names and shapes are those of nvcuda::wmma.  Which lane holds which element is not
// specified, and the emulator's choice is not the hardware's: only operations that treat
// all elements alike may touch x[].  bfloat16 is on tensor cores since sm_80: for an older device
// its fragments are compiled and end the kernel, so one that may run there is chosen on the host.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#ifdef __CUDACC__
#include <mma.h>

#include "tw/wmma_before_sm_80.h"

namespace tw::wmma {
using namespace nvcuda::wmma;
}  // namespace tw::wmma
#else
#include "tw/wmma_emulated.h"
#endif
