#include "tw/cuda.h"

namespace tw {
namespace {

__global__ void wide(float* out, int count) {
  __shared__ float tile[20000];
  for (int at = threadIdx.x; at < 20000; at += blockDim.x) tile[at] = at;
  __syncthreads();
  if (threadIdx.x < count) out[threadIdx.x] = tile[threadIdx.x * 7];
}

}  // namespace

cudaError_t run(float* out) {
  return launch(wide, {dim3(1), dim3(256), 0, nullptr}, out, 256);
}

}  // namespace tw
