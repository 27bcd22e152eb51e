// A loop fills a local array and the element behind it.
#include "planted.h"

__global__ void pick(int* out, int n) {
  int local[8] = {};
  for (int at = 0; at <= n; ++at) local[at] = at;  // fault
  out[threadIdx.x] = local[threadIdx.x % 8];
}

int main() {
  int* out = planted::on_device<int>(32);
  planted::launch(pick, 1, 32, 0, out, 8);
  return 0;
}
