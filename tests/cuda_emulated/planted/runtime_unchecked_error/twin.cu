// A launch is refused; the program takes the error and handles it.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  const cudaError_t refused = tw::launch(add_one, {{1}, {2048}}, a);
  if (refused != cudaErrorInvalidConfiguration || cudaGetLastError() != refused) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
