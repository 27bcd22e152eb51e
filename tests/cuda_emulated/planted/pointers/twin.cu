// A kernel gets device memory.
#include "planted.h"

__global__ void twice(float* data) {
  data[threadIdx.x] *= 2.0F;
}

int main() {
  float* data = planted::zeros<float>(1);
  planted::launch(twice, 1, 1, 0, data);
  return 0;
}
