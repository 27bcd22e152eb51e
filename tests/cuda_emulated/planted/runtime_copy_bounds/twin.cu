// Copies and fills end where their memory ends.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  int host[32] = {};
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  if (cudaMemcpy(host, a, 128, cudaMemcpyDeviceToHost) != cudaSuccess) return 1;
  if (cudaMemset(a + 8, 0, 96) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
