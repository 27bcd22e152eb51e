// What is freed is not the begin of an allocation.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  const bool freed = cudaFree(a + 1) == cudaSuccess;  // fault
  if (cudaFree(a) != cudaSuccess) return 1;
  return freed;
}
