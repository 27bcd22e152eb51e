// The host follows a pointer into device memory.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  a[5] = 1;  // fault
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
