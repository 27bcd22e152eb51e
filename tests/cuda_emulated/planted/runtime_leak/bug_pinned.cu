// Memory is never freed.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMallocHost(&a, 128) != cudaSuccess) return 1;  // fault
  a[0] = 1;
  return 0;
}
