// The sum is read while others still add to it.
#include "planted.h"

__global__ void total(int* out) {
  __shared__ int sum;
  if (threadIdx.x == 0) sum = 0;
  __syncthreads();
  atomicAdd(&sum, 1);  // fault

  out[threadIdx.x] = sum;  // fault
}

int main() {
  int* out = planted::on_device<int>(64);
  planted::launch(total, 1, 64, 0, out);
  return 0;
}
