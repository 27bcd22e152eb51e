// Shared memory is used again for the sum while others still read the maximum.
#include "planted.h"

__global__ void scale(float* out) {
  __shared__ float slot[32];
  const unsigned at = threadIdx.x;
  if (at % 32 == 0) slot[at / 32] = static_cast<float>(at);
  __syncthreads();
  const float greatest = slot[7];
  if (at % 32 == 0) slot[at / 32] = 1.0F;  // fault
  __syncthreads();
  out[at] = greatest + slot[0];
}

int main() {
  float* out = planted::on_device<float>(256);
  planted::launch(scale, 1, 256, 0, out);
  return 0;
}
