// The host waits before it reads.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  int* p = nullptr;
  if (cudaMallocHost(&p, 128) != cudaSuccess) return 1;
  cudaStream_t s = nullptr;
  if (cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, s}, a) != cudaSuccess) return 1;
  if (cudaMemcpyAsync(p, a, 128, cudaMemcpyDeviceToHost, s) != cudaSuccess) return 1;
  if (cudaStreamSynchronize(s) != cudaSuccess) return 1;
  const int first = p[0];
  if (cudaFreeHost(p) != cudaSuccess) return 1;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return first == 1 ? 0 : 1;
}
