// C = alpha * op(A) * op(B) + beta * C, column-major, once for each of a batch.
//
// It runs as a kernel of the emulator, a thread an element, so that its accesses are
// checked as those of any kernel.  Sums are of one element type: float, or double for double.
#pragma once

#include <driver_types.h>
#include <library_types.h>

namespace emu {

struct Matrix {
  const void* begin = nullptr;
  int leading = 0;
  long long stride = 0;  // Elements from one of the batch to the next.
};

struct Gemm {
  bool transposed_a = false, transposed_b = false;
  int m = 0, n = 0, k = 0;
  const void* alpha = nullptr;  // float, or double for double.
  const void* beta = nullptr;
  bool scalars_on_device = false;
  cudaDataType type = CUDA_R_32F;  // Of A and B.
  cudaDataType type_c = CUDA_R_32F;
  Matrix a, b, c;
  int batch = 1;
};

// Whether there is a kernel for the types.
bool is_known(const Gemm& gemm);

// Compiled with the candidate's flags, as the hooks must see its accesses.
cudaError_t launch_gemm(const Gemm& gemm, cudaStream_t stream);

}  // namespace emu
