// A lane calls with a mask that does not name it.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  value = __shfl_sync(0x0000ffffU, value, 0);  // fault
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out);
  return 0;
}
