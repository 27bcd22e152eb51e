// One block adds by an atomic to what another one sets plainly.
#include "planted.h"

__global__ void total(int* out) {
  if (blockIdx.x == 0 && threadIdx.x == 0) out[0] = 0;  // fault
  if (blockIdx.x != 0) atomicAdd(out, 1);               // fault
}

int main() {
  int* out = planted::zeros<int>(1);
  planted::launch(total, 4, 32, 0, out);
  return 0;
}
