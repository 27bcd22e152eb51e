// The direction of a copy does not fit its sides.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  int host[32] = {};
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  const bool copied = cudaMemcpy(a, host, 128, cudaMemcpyDeviceToHost) == cudaSuccess;  // fault
  if (cudaFree(a) != cudaSuccess) return 1;
  return copied;
}
