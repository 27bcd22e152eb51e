// A recursion is deeper than the stack of a CUDA thread.
#include "planted.h"

__attribute__((noinline)) __device__ int depth(volatile int* mark, int left) {  // fault
  volatile int here[64] = {};                                                   // fault
  if (left == 0) return *mark;
  return depth(&here[left % 64], left - 1) + here[0];  // fault
}

__global__ void go(int* out) {
  int mark = 0;
  out[0] = depth(&mark, 100000);
}

int main() {
  int* out = planted::on_device<int>(1);
  planted::launch(go, 1, 1, 0, out);
  return 0;
}
