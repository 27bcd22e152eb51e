// A thread waits for a flag that another thread would set after it.
#include "planted.h"

__global__ void wait(int* flag) {
  if (threadIdx.x == 0) {
    while (atomicAdd(flag, 0) == 0) {  // fault
    }
  } else {
    atomicAdd(flag, 1);
  }
}

int main() {
  setenv("EMU_SPIN_LIMIT", "100000", 1);
  int* flag = planted::zeros<int>(1);
  planted::launch(wait, 1, 2, 0, flag);
  return 0;
}
