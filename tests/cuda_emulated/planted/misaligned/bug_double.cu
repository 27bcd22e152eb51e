// A double is read from an odd float.
#include "planted.h"

struct alignas(16) Four {
  float x, y, z, w;
};

__global__ void copy(float* out, const float* in) {
  const unsigned at = threadIdx.x;
  double wide = 0;
  const double* from = reinterpret_cast<const double*>(in + 1) + at;
  wide = *from;  // fault
  out[at] = static_cast<float>(wide);
}

int main() {
  float* out = planted::on_device<float>(64);
  float* in = planted::zeros<float>(64);
  planted::launch(copy, 1, 8, 0, out, static_cast<const float*>(in));
  return 0;
}
