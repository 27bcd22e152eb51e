// A failed call of the CUDA runtime as an exception.
#pragma once

#include <cuda_runtime.h>

#include <cstdlib>
#include <string>

namespace toy {

// Takes the failure, so that no later call is blamed for it.
inline void must(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  static_cast<void>(what);
  std::abort();
}

}  // namespace toy
