// The PTX that kernels may use: each function with its instruction for nvcc and with a
// model in C++ for the emulator.  Raw asm is refused there.
//
//   tw::ptx::cp_async<16>(shared, global)  asynchronous copy to shared memory, of 4, 8 or 16 bytes
//   tw::ptx::cp_async_commit()             closes the group of the copies so far
//   tw::ptx::cp_async_wait<N>()            until at most N groups of this thread are open
//   tw::ptx::ldmatrix_x4 / _x2 / _x4_trans fragments of 8x8 matrices of 16 bit elements
//   tw::ptx::mma_m16n8k16                  half or bfloat16, accumulated in float
//
// The emulator performs a copy when it is waited for, so that a wait that was forgotten
// reads what was there before.  ldmatrix and mma are operations of a whole warp.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#ifdef __CUDACC__
#include "tw/ptx_nvcc.h"
#else
#include "tw/ptx_emulated.h"
#endif
