// The halves of a warp are in two operations under one mask.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  if (lane < 16) {
    value = static_cast<float>(__any_sync(0xffffffffU, 1));  // fault
  } else {
    value = static_cast<float>(__ballot_sync(0xffffffffU, 1));  // fault
  }
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out);
  return 0;
}
