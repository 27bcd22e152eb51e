// A call that is made to fail is not looked at.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  const cudaError_t ignored = cudaMemset(a, 0, 128);  // fault
  static_cast<void>(ignored);
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
