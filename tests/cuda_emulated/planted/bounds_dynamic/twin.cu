// The launch asks for what the kernel uses.
#include "planted.h"

__global__ void fill(float* out) {
  TW_DYN_SHARED(float, tile);
  const int at = static_cast<int>(threadIdx.x);
  tile[at] = 1.0F;
  __syncthreads();
  out[at] = tile[at];
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(fill, 1, 64, 64 * sizeof(float), out);
  return 0;
}
