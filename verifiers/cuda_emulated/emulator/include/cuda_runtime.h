// NVIDIA's own header for a plain C++ compiler, and what only its device compiler knows.
//
// The true types and prototypes are kept.  Every status must be used, as no call may
// fail unseen, except that of cudaGetLastError: it is also called to clear the error.
#pragma once
#pragma GCC system_header  // For include_next, and for what the toolkit's own header does.

#ifdef __CUDACC__  // NVIDIA's compiler lacks nothing.
#include_next <cuda_runtime.h>
#else

// clang-format off
#include "emu/keywords.h"
#include <vector_types.h>

#undef CUDARTAPI
#define CUDARTAPI __attribute__((warn_unused_result))
#undef __host__
#define __host__ __attribute__((warn_unused_result))
#define cudaGetLastError cudaGetLastError_of_which_the_status_must_be_used

#include_next <cuda_runtime.h>

#undef cudaGetLastError
#undef __host__
#define __host__
extern "C" cudaError_t cudaGetLastError(void);

#include "emu/builtins.h"
#include "emu/barrier.h"
#include "emu/warp.h"
#include "emu/atomics.h"
#include "emu/bits.h"
#include "emu/cached.h"
#include "emu/conversions.h"
#include "emu/math.h"
#include "emu/typed_api.h"
// clang-format on

#endif
