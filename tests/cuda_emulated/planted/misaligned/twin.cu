// A vector of four is read from the first element on.
#include "planted.h"

struct alignas(16) Four {
  float x, y, z, w;
};

__global__ void copy(float* out, const float* in) {
  const unsigned at = threadIdx.x;
  const Four four = reinterpret_cast<const Four*>(in)[at];
  out[at] = four.x + four.w;
}

int main() {
  float* out = planted::on_device<float>(64);
  float* in = planted::zeros<float>(64);
  planted::launch(copy, 1, 8, 0, out, static_cast<const float*>(in));
  return 0;
}
