#include "tw/cuda.h"

namespace tw {

// 72 values alive at once: 1024 threads of it have no registers.
__global__ void many(float* out, const float* in, int count) {
  if (count < 1) return;
  float values[72];
#pragma unroll
  for (int i = 0; i < 72; ++i) values[i] = in[i * 1024 + threadIdx.x];
#pragma unroll
  for (int i = 0; i < 72; ++i) out[i * 1024 + threadIdx.x] = values[i] * values[(i + 1) % 72];
}

__global__ void __launch_bounds__(256) bounded(float* out, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = 1;
}

// With what it has itself, more than 64 KiB.
__global__ void shared(float* out, int count) {
  TW_DYN_SHARED(float, tile);
  __shared__ float own[32];
  own[threadIdx.x % 32] = tile[threadIdx.x];
  __syncthreads();
  if (threadIdx.x < count) out[threadIdx.x] = own[(threadIdx.x + 1) % 32];
}

}  // namespace tw
