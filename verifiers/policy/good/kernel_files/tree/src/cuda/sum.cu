#include "core/shape.h"
#include "tile.cuh"
#include "tw/cuda.h"

__global__ void __launch_bounds__(256) twice(float* out, const float* in, int count) {
  TW_DYN_SHARED(float, tile);
  __shared__ float own[32];
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (is_inside(at, count)) out[at] = in[at] + tile[0] + own[0];
}

cudaError_t run(float* out, const float* in, int count, cudaStream_t stream) {
  return tw::launch(twice, {dim3(1), dim3(256), 4, stream}, out, in, count);
}
