// Threads go through the barrier of a loop different numbers of times.
#include "planted.h"

__global__ void step(float* out) {
  const unsigned at = threadIdx.x;
  for (unsigned turn = 0; turn < at % 2 + 1; ++turn) __syncthreads();  // fault
  out[at] = 1.0F;
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(step, 1, 64, 0, out);
  return 0;
}
