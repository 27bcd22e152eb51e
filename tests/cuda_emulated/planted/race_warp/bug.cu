// Lanes of a warp do not run in step: one reads before the other wrote.
#include "planted.h"

__global__ void mirror(float* out) {
  __shared__ float tile[32];
  const unsigned lane = threadIdx.x;
  tile[lane] = static_cast<float>(lane);  // fault
  out[lane] = tile[31 - lane];
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(mirror, 1, 32, 0, out);
  return 0;
}
