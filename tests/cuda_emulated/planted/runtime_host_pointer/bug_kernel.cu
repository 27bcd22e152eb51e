// The device is given memory of the host.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;  // fault
}

int main() {
  int* host = new int[32]();
  if (tw::launch(add_one, {{1}, {32}}, host) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  delete[] host;
  return 0;
}
