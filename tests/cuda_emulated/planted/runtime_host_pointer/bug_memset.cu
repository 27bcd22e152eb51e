// The device is given memory of the host.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  static int host[32];
  return cudaMemset(host, 0, 128) == cudaSuccess;  // fault
}
