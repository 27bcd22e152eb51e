// The launch asks for 64 bytes and the kernel wants 64 floats.
#include "planted.h"

__global__ void fill(float* out) {
  TW_DYN_SHARED(float, tile);
  const int at = static_cast<int>(threadIdx.x);
  tile[at] = 1.0F;  // fault
  __syncthreads();
  out[at] = tile[at];
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(fill, 1, 64, 64, out);
  return 0;
}
