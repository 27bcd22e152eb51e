// Memory is never freed.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMallocAsync(&a, 128, nullptr) != cudaSuccess) return 1;  // fault
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  return 0;
}
