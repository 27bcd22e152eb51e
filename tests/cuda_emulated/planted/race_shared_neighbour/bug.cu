// Each thread reads what its neighbour wrote, with no barrier between.
#include "planted.h"

__global__ void shift(float* out, int n) {
  __shared__ float tile[256];
  const unsigned at = threadIdx.x;
  tile[at] = static_cast<float>(at);
  out[at] = tile[(at + 1) % n];  // fault
}

int main() {
  float* out = planted::on_device<float>(256);
  planted::launch(shift, 1, 256, 0, out, 256);
}
