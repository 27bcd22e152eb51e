// A kernel's result is overwritten by what the host has computed, by way of the device.
#include "candidate/from_device.h"
#include "tw/cuda.h"

__global__ void write_twice(int* at) {
  at[threadIdx.x] = 2 * (int(threadIdx.x) + 1);
}

int main() {
  int *a = nullptr, *b = nullptr;
  const int twice[4] = {2, 4, 6, 8};
  if (cudaMalloc(&a, 16) != cudaSuccess || cudaMalloc(&b, 16) != cudaSuccess) return 1;
  if (tw::launch(write_twice, {{1}, {4}}, a) != cudaSuccess) return 1;
  if (cudaMemcpy(b, twice, 16, cudaMemcpyHostToDevice) != cudaSuccess) return 1;
  if (cudaMemcpy(a, b, 16, cudaMemcpyDeviceToDevice) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  emu::must_be_by_device(a, 16, "twice");
  if (cudaFree(a) != cudaSuccess || cudaFree(b) != cudaSuccess) return 1;
  return 0;
}
