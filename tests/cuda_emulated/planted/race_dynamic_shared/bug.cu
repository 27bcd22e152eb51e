// Dynamic shared memory is read in reverse without a barrier.
#include "planted.h"

__global__ void reverse(float* out) {
  TW_DYN_SHARED(float, tile);
  const unsigned at = threadIdx.x;
  tile[at] = static_cast<float>(at);  // fault
  out[at] = tile[255 - at];           // fault
}

int main() {
  float* out = planted::on_device<float>(256);
  planted::launch(reverse, 1, 256, 256 * sizeof(float), out);
  return 0;
}
