// Two blocks write the same places.
#include "planted.h"

__global__ void count(int* out) {
  const int at = static_cast<int>(threadIdx.x);
  out[at] = static_cast<int>(blockIdx.x);  // fault
}

int main() {
  int* out = planted::zeros<int>(64);
  planted::launch(count, 2, 64, 0, out);
  return 0;
}
