// A counter is never set to zero.
#include "planted.h"

__global__ void count(int* out) {
  atomicAdd(out, 1);  // fault
}

int main() {
  int* out = planted::on_device<int>(1);
  planted::launch(count, 1, 64, 0, out);
  return 0;
}
