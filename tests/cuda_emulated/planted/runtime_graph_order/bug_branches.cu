// Two branches of a graph touch the same memory.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;  // fault
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
  cudaEvent_t e = nullptr;
  if (cudaEventCreate(&e) != cudaSuccess) return 1;
  cudaGraph_t g = nullptr;
  cudaGraphExec_t x = nullptr;
  if (cudaStreamBeginCapture(s, cudaStreamCaptureModeGlobal) != cudaSuccess) return 1;
  if (cudaEventRecord(e, s) != cudaSuccess) return 1;
  if (cudaStreamWaitEvent(t, e, 0) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, t}, a) != cudaSuccess) return 1;
  if (tw::launch(add_one, {{1}, {32}, 0, s}, a) != cudaSuccess) return 1;
  if (cudaEventRecord(e, t) != cudaSuccess) return 1;
  if (cudaStreamWaitEvent(s, e, 0) != cudaSuccess) return 1;
  if (cudaStreamEndCapture(s, &g) != cudaSuccess) return 1;
  if (cudaGraphInstantiate(&x, g, 0) != cudaSuccess) return 1;
  if (cudaGraphLaunch(x, s) != cudaSuccess) return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaGraphExecDestroy(x) != cudaSuccess) return 1;
  if (cudaGraphDestroy(g) != cudaSuccess) return 1;
  if (cudaEventDestroy(e) != cudaSuccess) return 1;
  if (cudaStreamDestroy(s) != cudaSuccess) return 1;
  if (cudaStreamDestroy(t) != cudaSuccess) return 1;
  if (cudaFree(a) != cudaSuccess) return 1;
  return 0;
}
