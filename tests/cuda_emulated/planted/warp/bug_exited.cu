// A lane reads one that has left the kernel.
#include "planted.h"

__global__ void exchange(float* out) {
  const unsigned lane = threadIdx.x;
  float value = static_cast<float>(lane);
  if (lane >= 24) return;
  value = __shfl_down_sync(0xffffffffU, value, 8);  // fault
  out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out);
  return 0;
}
