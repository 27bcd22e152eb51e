#include "tw/cuda.h"

__global__ void norms(float* out, const float* in, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = __expf(in[threadIdx.x]);
  if (threadIdx.x < count) out[threadIdx.x] += __fdividef(1, in[threadIdx.x]);
}

__global__ void scores(float* out, const float* in, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = __expf(in[threadIdx.x]);
}
