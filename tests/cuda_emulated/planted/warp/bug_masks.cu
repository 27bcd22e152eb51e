// Lanes wait for each other under different masks.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  value = __shfl_sync(lane < 16 ? 0xffffffffU : 0xfffffffdU, value, 0);  // fault
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out);
  return 0;
}
