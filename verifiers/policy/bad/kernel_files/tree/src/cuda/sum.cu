#include "tile.cuh"
#include "tw/cuda.h"

TW_DEVICE_VAR(int, calls);
TW_CONSTANT(float[8], weights);

__global__ void __launch_bounds__(256) sum(float* out, const float* in, int count) {
  const int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= count) return;
  const long long begin = clock64();
  out[at] = in[at] * weights[at & 7];
  calls += static_cast<int>(clock64() - begin);
}

const char* home() { return getenv("HOME"); }
