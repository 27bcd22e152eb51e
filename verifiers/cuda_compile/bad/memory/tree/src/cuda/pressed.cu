#include "tw/cuda.h"

namespace tw {

// More values than 32 registers hold, all alive at once.
__global__ void __launch_bounds__(1024, 2) pressed(float* out, const float* in, int count) {
  if (count < 1) return;
  float values[40];
#pragma unroll
  for (int i = 0; i < 40; ++i) values[i] = in[i * 1024 + threadIdx.x];
  __syncthreads();
#pragma unroll
  for (int i = 0; i < 40; ++i) out[i * 1024 + threadIdx.x] = values[i] * values[(i + 1) % 40];
}

__global__ void histogram(int* out, const int* in, int count) {
  int bins[64] = {};
  for (int at = 0; at < count; ++at) ++bins[in[at] & 63];
  for (int bin = 0; bin < 64; ++bin) out[threadIdx.x * 64 + bin] = bins[bin];
}

}  // namespace tw
