// NVIDIA's own header, and what it keeps for its own compiler.
#pragma once
#pragma GCC system_header  // For include_next.

#ifdef __CUDACC__  // NVIDIA's compiler lacks nothing.
#include_next <cuda_bf16.h>
#else

// clang-format off
#include <cuda_fp16.h>
#include_next <cuda_bf16.h>
#include "emu/narrow.h"
// clang-format on

EMU_NARROW_GAPS(__nv_bfloat16, __nv_bfloat162, bfloat16, __bfloat162float, __float2bfloat16_rn,
                __double2bfloat16)
EMU_NARROW_SHUFFLES(__nv_bfloat16, __nv_bfloat162, __nv_bfloat16_raw)

#endif
