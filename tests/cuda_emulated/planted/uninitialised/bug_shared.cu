// Only half of the tile is written.
#include "planted.h"

__global__ void use(float* out, const float* in) {
  __shared__ float tile[64];
  const unsigned at = threadIdx.x;
  if (at < 32) tile[at] = in[at];
  __syncthreads();
  out[at] = tile[at];  // fault
}

int main() {
  float* out = planted::on_device<float>(64);
  float* in = planted::zeros<float>(64);
  planted::launch(use, 1, 64, 0, out, static_cast<const float*>(in));
  return 0;
}
