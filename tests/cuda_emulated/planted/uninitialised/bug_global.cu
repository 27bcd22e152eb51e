// The input was allocated and never written.
#include "planted.h"

__global__ void use(float* out, const float* in) {
  __shared__ float tile[64];
  const unsigned at = threadIdx.x;
  tile[at] = in[at];  // fault
  out[at] = tile[at];
}

int main() {
  float* out = planted::on_device<float>(64);
  float* in = planted::on_device<float>(64);
  planted::launch(use, 1, 64, 0, out, static_cast<const float*>(in));
  return 0;
}
