// NVIDIA's own header, and what it keeps for its own compiler.
#pragma once
#pragma GCC system_header  // For include_next.

#ifdef __CUDACC__  // NVIDIA's compiler lacks nothing.
#include_next <cuda_fp16.h>
#else

// clang-format off
#include <cuda_runtime.h>
#include_next <cuda_fp16.h>
#include "emu/narrow.h"
#include "emu/narrow_warp.h"
// clang-format on

EMU_NARROW_GAPS(__half, __half2, half, __half2float, __float2half_rn, __double2half)
EMU_NARROW_SHUFFLES(__half, __half2, __half_raw)

#endif
