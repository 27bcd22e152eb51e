// Barriers lie before and behind the atomics.
#include "planted.h"

__global__ void total(int* out) {
  __shared__ int sum;
  if (threadIdx.x == 0) sum = 0;
  __syncthreads();
  atomicAdd(&sum, 1);
  __syncthreads();
  out[threadIdx.x] = sum;
}

int main() {
  int* out = planted::on_device<int>(64);
  planted::launch(total, 1, 64, 0, out);
  return 0;
}
