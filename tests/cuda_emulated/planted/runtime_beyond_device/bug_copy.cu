// An asynchronous copy on a device that has none.
#include "tw/cuda.h"
#include "tw/ptx.h"

__global__ void move(float* out, const float* in) {
  __shared__ __align__(16) float staged[4 * 32];
  const unsigned first = 4 * threadIdx.x;
  tw::ptx::cp_async<16>(&staged[first], in + first);  // fault
  tw::ptx::cp_async_commit();
  tw::ptx::cp_async_wait<0>();
  out[threadIdx.x] = staged[first];
}

int main() {
  float* out = nullptr;
  float* in = nullptr;
  if (cudaMalloc(&out, 32 * sizeof(float)) != cudaSuccess) return 1;
  if (cudaMalloc(&in, 128 * sizeof(float)) != cudaSuccess) return 1;
  if (cudaMemset(in, 0, 128 * sizeof(float)) != cudaSuccess) return 1;
  if (tw::launch(move, {{1}, {32}}, out, static_cast<const float*>(in)) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaFree(out) != cudaSuccess) return 1;
  if (cudaFree(in) != cudaSuccess) return 1;
  return 0;
}
