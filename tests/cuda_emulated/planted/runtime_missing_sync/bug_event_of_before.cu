// The host reads a result that it has not waited for.
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
  cudaEvent_t e = nullptr;
  if (cudaEventCreate(&e) != cudaSuccess) return 1;
  if (cudaEventRecord(e, s) != cudaSuccess) return 1;
  if (cudaMemcpyAsync(p, a, 128, cudaMemcpyDeviceToHost, s) != cudaSuccess) return 1;
  if (cudaEventSynchronize(e) != cudaSuccess) return 1;
  const int first = p[0];  // fault
  if (cudaEventDestroy(e) != cudaSuccess) return 1;
  if (cudaFreeHost(p) != cudaSuccess) return 1;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return first == 12345;
}
