// A shuffle moves a register and orders no memory.
#include "planted.h"

__global__ void mirror(float* out) {
  __shared__ float tile[32];
  const unsigned lane = threadIdx.x;
  tile[lane] = static_cast<float>(lane);  // fault
  const float next = __shfl_down_sync(0xffffffffU, tile[lane], 1);
  out[lane] = tile[31 - lane] + next;  // fault
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(mirror, 1, 32, 0, out);
  return 0;
}
