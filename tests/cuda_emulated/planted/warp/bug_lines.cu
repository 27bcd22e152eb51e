// The halves of a warp meet under one mask in two places.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  if (lane < 16) {
    value = __shfl_sync(0xffffffffU, value, 0);  // fault
  } else {
    value = __shfl_sync(0xffffffffU, value, 1);  // fault
  }
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out);
  return 0;
}
