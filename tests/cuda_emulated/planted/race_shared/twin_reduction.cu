// The tree of a sum, with a barrier at each level.
#include "planted.h"

__global__ void sum(float* out) {
  __shared__ float part[256];
  const unsigned at = threadIdx.x;
  part[at] = 1.0F;
  __syncthreads();
  for (unsigned half = 128; half > 0; half /= 2) {
    if (at < half) part[at] += part[at + half];
    __syncthreads();
  }
  if (at == 0) out[0] = part[0];
}

int main() {
  float* out = planted::on_device<float>(1);
  planted::launch(sum, 1, 256, 0, out);
  return 0;
}
