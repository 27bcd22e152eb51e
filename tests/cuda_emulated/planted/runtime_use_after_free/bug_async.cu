// Device memory is used after it was freed.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;  // fault
}

int main() {
  int* a = nullptr;
  if (cudaMallocAsync(&a, 128, nullptr) != cudaSuccess) return 1;
  if (cudaMemsetAsync(a, 0, 128, nullptr) != cudaSuccess) return 1;
  if (cudaFreeAsync(a, nullptr) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}}, a) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  return 0;
}
