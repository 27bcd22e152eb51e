// Only the lanes of each half are ordered, and they read the other half.
#include "planted.h"

__global__ void mirror(float* out) {
  __shared__ float tile[32];
  const unsigned lane = threadIdx.x;
  tile[lane] = static_cast<float>(lane);  // fault
  __syncwarp(lane < 16 ? 0x0000ffffU : 0xffff0000U);
  out[lane] = tile[31 - lane];  // fault
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(mirror, 1, 32, 0, out);
  return 0;
}
