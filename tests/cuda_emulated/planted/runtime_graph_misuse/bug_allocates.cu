// A capture does what captures do not allow.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  if (cudaMalloc(&a, 128) != cudaSuccess) return 1;
  if (cudaMemset(a, 0, 128) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  cudaStream_t s = nullptr;
  if (cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking) != cudaSuccess) return 1;
  cudaStream_t t = nullptr;
  if (cudaStreamCreateWithFlags(&t, cudaStreamNonBlocking) != cudaSuccess) return 1;
  cudaGraph_t g = nullptr;
  if (cudaStreamBeginCapture(s, cudaStreamCaptureModeGlobal) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, s}, a) != cudaSuccess) return 1;
  int* b = nullptr;
  const bool taken = cudaMalloc(&b, 16) == cudaSuccess;  // fault
  const bool ended = cudaStreamEndCapture(s, &g) == cudaSuccess;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaStreamDestroy(t) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return taken || ended;
}
