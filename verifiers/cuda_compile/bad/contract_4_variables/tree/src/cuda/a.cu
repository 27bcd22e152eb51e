#include "tw/cuda.h"

__device__ int counter;
static __device__ float table[4] = {1, 2, 3, 4};
__constant__ float weights[8];
__managed__ int shown;
thread_local int mine = 0;

__device__ float next(float by) {
  static float last = 0;
  last += by;
  return last + table[counter & 3] + weights[shown & 7];
}

__global__ void steps(float* out, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = next(1);
}
