// Each thread reads what its neighbour wrote, with no barrier between.
#include "planted.h"

__global__ void shift(float* out) {
  __shared__ float tile[256];
  const unsigned at = threadIdx.x;
  tile[at] = static_cast<float>(at);  // fault
  out[at] = tile[(at + 1) % 256];     // fault
}

int main() {
  float* out = planted::on_device<float>(256);
  planted::launch(shift, 1, 256, 0, out);
  return 0;
}
