// The last block runs over the end.
#include "planted.h"

__global__ void twice(float* data, int n) {
  const int at = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  data[at] *= static_cast<float>(n);  // fault
}

int main() {
  float* data = planted::zeros<float>(100);
  planted::launch(twice, 2, 64, 0, data, 100);
  return 0;
}
