// A kernel leaves the tail of its output unwritten and the next one reads it.
#include "planted.h"

__global__ void fill(float* out, int n) {
  const int at = static_cast<int>(threadIdx.x);
  if (at < n) out[at] = 1.0F;
}

__global__ void add(float* out, const float* in) {
  const int at = static_cast<int>(threadIdx.x);
  out[at] = in[at] + 1.0F;  // fault
}

int main() {
  float* middle = planted::on_device<float>(64);
  float* out = planted::on_device<float>(64);
  planted::launch(fill, 1, 64, 0, middle, 63);
  planted::launch(add, 1, 64, 0, out, static_cast<const float*>(middle));
  return 0;
}
