// Events order the use of memory in another stream with its life.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  cudaStream_t s = nullptr;
  if (cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking) != cudaSuccess) return 1;
  cudaStream_t t = nullptr;
  if (cudaStreamCreateWithFlags(&t, cudaStreamNonBlocking) != cudaSuccess) return 1;
  cudaEvent_t e = nullptr;
  if (cudaEventCreate(&e) != cudaSuccess) return 1;
  if (cudaMallocAsync(&a, 128, s) != cudaSuccess) return 1;
  if (cudaMemsetAsync(a, 0, 128, s) != cudaSuccess) return 1;
  if (cudaEventRecord(e, s) != cudaSuccess) return 1;
  if (cudaStreamWaitEvent(t, e, 0) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, t}, a) != cudaSuccess) return 1;
  if (cudaEventRecord(e, t) != cudaSuccess) return 1;
  if (cudaStreamWaitEvent(s, e, 0) != cudaSuccess) return 1;
  if (cudaFreeAsync(a, s) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaEventDestroy(e) != cudaSuccess) return 1;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaStreamDestroy(t) != cudaSuccess) return 1;
  return 0;
}
