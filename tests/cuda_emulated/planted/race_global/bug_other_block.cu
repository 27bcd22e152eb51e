// A block reads what another one writes in the same launch.
#include "planted.h"

__global__ void count(int* out) {
  const int at = static_cast<int>(threadIdx.x);
  if (blockIdx.x == 1) out[at] = 1;                  // fault
  if (blockIdx.x == 0 && out[at] == 1) out[at] = 2;  // fault
}

int main() {
  int* out = planted::zeros<int>(64);
  planted::launch(count, 2, 64, 0, out);
  return 0;
}
