// The last vector of four runs over the end.
#include "planted.h"

struct alignas(16) Four {
  float x, y, z, w;
};

__global__ void twice(float* data, int n) {
  const int at = static_cast<int>(threadIdx.x) * 4;
  if (at >= n) return;
  *reinterpret_cast<Four*>(data + at) = Four{1, 2, 3, 4};  // fault
}

int main() {
  float* data = planted::zeros<float>(98);
  planted::launch(twice, 1, 64, 0, data, 98);
  return 0;
}
