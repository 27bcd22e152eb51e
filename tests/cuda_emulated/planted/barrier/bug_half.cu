// Half of the block comes to the barrier.
#include "planted.h"

__global__ void step(float* out) {
  const unsigned at = threadIdx.x;
  if (at < 32) __syncthreads();  // fault
  out[at] = 1.0F;
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(step, 1, 64, 0, out);
  return 0;
}
