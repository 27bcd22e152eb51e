// What is freed is not the begin of an allocation.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int local = 0;
  return cudaFree(&local) == cudaSuccess;  // fault
}
