// The host computes the result, and copies it to where a kernel should have written it.
#include "candidate/from_device.h"
#include "tw/cuda.h"

int main() {
  int* a = nullptr;
  const int twice[4] = {2, 4, 6, 8};
  if (cudaMalloc(&a, sizeof twice) != cudaSuccess) return 1;
  if (cudaMemcpy(a, twice, sizeof twice, cudaMemcpyHostToDevice) != cudaSuccess) return 1;
  emu::must_be_by_device(a, sizeof twice, "twice");
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
