// A flag is read by the next launch.
#include "planted.h"

__global__ void set(int* flag) {
  atomicAdd(flag, 1);
}

__global__ void use(const int* flag, int* out) {
  if (*flag != 0) out[threadIdx.x] = *flag;
}

int main() {
  int* flag = planted::zeros<int>(1);
  int* out = planted::on_device<int>(2);
  planted::launch(set, 1, 2, 0, flag);
  planted::launch(use, 1, 2, 0, static_cast<const int*>(flag), out);
  return 0;
}
