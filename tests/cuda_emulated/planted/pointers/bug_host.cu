// A kernel gets memory of the host.
#include "planted.h"

__global__ void twice(float* data) {
  data[threadIdx.x] *= 2.0F;  // fault
}

int main() {
  float* data = new float[1]();
  planted::zeros<float>(1);
  planted::launch(twice, 1, 1, 0, data);
  return 0;
}
