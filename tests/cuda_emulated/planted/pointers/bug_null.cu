// A kernel gets a null pointer.
#include "planted.h"

__global__ void twice(float* data) {  // fault
  data[threadIdx.x] *= 2.0F;          // fault
}

int main() {
  float* data = nullptr;
  planted::launch(twice, 1, 1, 0, data);
  return 0;
}
