// What is allocated is freed.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
