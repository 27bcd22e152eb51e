// Half of the block counts at the barrier and half does not.
#include "planted.h"

__global__ void step(float* out) {
  const unsigned at = threadIdx.x;
  if (at < 32) {
    out[at] = static_cast<float>(__syncthreads_count(1));  // fault
  } else {
    __syncthreads();  // fault
  }
  out[at] = 1.0F;
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(step, 1, 64, 0, out);
  return 0;
}
