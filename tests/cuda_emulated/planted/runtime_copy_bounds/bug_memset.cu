// A copy or a fill goes past its memory.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  int host[32] = {};
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  host[0] = cudaMemset(a, 0, 132) == cudaSuccess;  // fault
  if (cudaFree(a) != cudaSuccess) return 1;
  return host[0];
}
