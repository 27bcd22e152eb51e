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
  if (cudaStreamCreate(&s) != cudaSuccess) return 1;
  cudaGraph_t g = nullptr;
  if (cudaStreamBeginCapture(s, cudaStreamCaptureModeGlobal) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, s}, a) != cudaSuccess) return 1;
  const bool launched = tw::launch(add_one, {{1}, {32}}, a) == cudaSuccess;  // fault
  const bool ended = cudaStreamEndCapture(s, &g) == cudaSuccess;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return launched || ended;
}
