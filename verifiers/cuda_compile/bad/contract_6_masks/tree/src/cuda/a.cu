#include "tw/cuda.h"

__global__ void sums(float* out, float value, int count) {
  value += __shfl_down_sync(__activemask(), value, 16);
  value += __shfl_down(value, 8);
  value += __shfl_xor(value, 4);
  if (__any(value > 0) && threadIdx.x < count) out[threadIdx.x] = value;
}
