// A kernel writes all but the last element, which is what the host has put there.
#include "candidate/from_device.h"
#include "tw/cuda.h"

__global__ void write_twice(int* at) {
  at[threadIdx.x] = 2 * (int(threadIdx.x) + 1);
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 16) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 16) != cudaSuccess) return 1;
  if (tw::launch(write_twice, {{1}, {3}}, a) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  emu::must_be_by_device(a, 16, "twice");
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
