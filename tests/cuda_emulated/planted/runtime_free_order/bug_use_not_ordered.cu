// Stream-ordered memory is used outside of its life.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;  // fault
}

int main() {
  int* a = nullptr;
  cudaStream_t s = nullptr;
  if (cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking) != cudaSuccess) return 1;
  cudaStream_t t = nullptr;
  if (cudaStreamCreateWithFlags(&t, cudaStreamNonBlocking) != cudaSuccess) return 1;
  if (cudaMallocAsync(&a, 128, s) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, t}, a) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaFreeAsync(a, s) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaStreamDestroy(t) != cudaSuccess) return 1;
  return 0;
}
