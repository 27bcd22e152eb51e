// The second block takes what the first one left in shared memory.
#include "planted.h"

__global__ void use(float* out, const float* in) {
  __shared__ float tile[64];
  const unsigned at = threadIdx.x;
  if (blockIdx.x == 0) tile[at] = in[at];
  __syncthreads();
  if (blockIdx.x == 1) out[at] = tile[at];  // fault
}

int main() {
  float* out = planted::on_device<float>(64);
  float* in = planted::zeros<float>(64);
  planted::launch(use, 2, 64, 0, out, static_cast<const float*>(in));
  return 0;
}
