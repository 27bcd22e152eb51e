// A handle of cuBLAS: the stream and the modes of its calls.
#pragma once

#include <cublas_v2.h>

struct cublasContext {
  cudaStream_t stream = nullptr;
  cublasPointerMode_t pointer_mode = CUBLAS_POINTER_MODE_HOST;
  cublasMath_t math_mode = CUBLAS_DEFAULT_MATH;
  cublasAtomicsMode_t atomics_mode = CUBLAS_ATOMICS_NOT_ALLOWED;
};

namespace emu {

bool is_blas_handle(cublasHandle_t handle);

}  // namespace emu
