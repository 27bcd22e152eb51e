// Each thread writes its own element.
#include "planted.h"

__attribute__((noinline)) __device__ void set(float* at, float value) {
  *at = value;
}

__global__ void fill(float* out) {
  __shared__ float tile[64];
  const int at = static_cast<int>(threadIdx.x);
  set(&tile[0] + at, 1.0F);
  __syncthreads();
  out[at] = tile[at];
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(fill, 1, 64, 0, out);
  return 0;
}
