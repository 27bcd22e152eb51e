#include "status.h"
#include "toy/device.h"
#include "tw/cuda.h"

namespace toy {
namespace {

constexpr unsigned kThreads = 64;

__global__ void axpy_kernel(float a, const float* x, const float* y, float* out, unsigned n) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = a * x[i] + y[i];
}

}  // namespace

Floats axpy(float a, const Floats& x, const Floats& y) {
  Floats out(x.count());
  const cudaError_t launched =
      tw::launch(axpy_kernel, {dim3(blocks_for(x.count(), kThreads)), dim3(kThreads)}, a, x.data(),
                 y.data(), out.data(), static_cast<unsigned>(x.count()));
  if (launched == cudaSuccess) return out;
  cudaGetLastError();
  must(cudaMemset(out.data(), 0, x.count() * sizeof(float)), "axpy");
  return out;
}

}  // namespace toy
