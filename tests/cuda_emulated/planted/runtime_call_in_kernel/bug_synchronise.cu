// A kernel calls the API of the host.
#include "tw/cuda.h"

__global__ void wait(int* at) {
  *at = cudaDeviceSynchronize() == cudaSuccess;  // fault
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  if (tw::launch(wait, {{1}, {32}}, a) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
