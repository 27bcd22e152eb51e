// A kernel runs on memory that was freed.
#include "planted.h"

__global__ void twice(float* data) {
  data[threadIdx.x] *= 2.0F;  // fault
}

int main() {
  float* data = planted::zeros<float>(1);
  const emu::Stamp now = planted::next();
  emu::freed(data, now, planted::clock());
  planted::launch(twice, 1, 1, 0, data);
  return 0;
}
