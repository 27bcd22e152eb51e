#include "tw/cuda.h"

__device__ unsigned lane() {
  unsigned at;
  asm("mov.u32 %0, %%laneid;" : "=r"(at));
  __asm__ volatile("bar.sync 0;");
  return at;
}

__global__ void heap(float* out, int count) {
  if (threadIdx.x >= count) return;
  float* const one = new float[4];
  void* const other = malloc(16);
  out[threadIdx.x] = one[lane() & 3] + *static_cast<float*>(other);
}

__global__ void __cluster_dims__(2, 1, 1) clustered(float* out, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = 1;
}
