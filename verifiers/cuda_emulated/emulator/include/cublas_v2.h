// NVIDIA's own header; every status must be used.
#pragma once
#pragma GCC system_header  // For include_next.

#ifdef __CUDACC__  // NVIDIA's compiler lacks nothing.
#include_next <cublas_v2.h>
#else

// clang-format off
#include <cuda_runtime.h>
#define CUBLASWINAPI __attribute__((warn_unused_result))
#include_next <cublas_v2.h>
// clang-format on

#endif
