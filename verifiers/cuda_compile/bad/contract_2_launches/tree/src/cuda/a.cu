#include "tw/cuda.h"

__global__ void fill(float* out, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = 1;
}

cudaError_t run(float* out, int count, void** arguments) {
  fill<<<1, 256>>>(out, count);
  const cudaError_t first = cudaGetLastError();
  const cudaError_t second = cudaLaunchKernel(reinterpret_cast<const void*>(fill), dim3(1),
                                              dim3(256), arguments, 0, nullptr);
  if (first != cudaSuccess || second != cudaSuccess) return second;
  const tw::Launch shape{dim3(1), dim3(256), 0, nullptr};
  (void)tw::launch(fill, shape, out, count);
  static_cast<void>(tw::launch(fill, shape, out, count));
  std::ignore = tw::launch(fill, shape, out, count);
  return cudaSuccess;
}
