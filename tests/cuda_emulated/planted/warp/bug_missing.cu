// The mask names lanes that the block does not have.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  value = __shfl_xor_sync(0xffffffffU, value, 1);  // fault
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 16, 0, out);
  return 0;
}
