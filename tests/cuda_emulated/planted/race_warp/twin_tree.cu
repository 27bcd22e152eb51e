// A sum over a warp in shared memory, with __syncwarp at each level.
#include "planted.h"

__global__ void sum(float* out) {
  __shared__ float part[32];
  const unsigned lane = threadIdx.x;
  part[lane] = 1.0F;
  for (unsigned half = 16; half > 0; half /= 2) {
    __syncwarp();
    const float other = part[(lane + half) % 32];
    __syncwarp();
    part[lane] += other;
  }
  out[lane] = part[lane];
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(sum, 1, 32, 0, out);
  return 0;
}
