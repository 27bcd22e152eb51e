// Counting by atomics, and each block in its own places.
#include "planted.h"

__global__ void count(int* out) {
  atomicAdd(&out[threadIdx.x % 8], 1);
  __syncthreads();
  out[8 + blockIdx.x * 16 + threadIdx.x % 16] = threadIdx.x < 16 ? 1 : out[8 + blockIdx.x * 16];
}

__global__ void fill(int* out) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  out[at] = static_cast<int>(at);
}

__global__ void shift(int* out, const int* in) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  out[at] = in[(at + 1) % 64];
}

int main() {
  int* out = planted::zeros<int>(64);
  int* in = planted::on_device<int>(64);
  planted::launch(fill, 2, 32, 0, in);
  planted::launch(shift, 4, 16, 0, out, static_cast<const int*>(in));
  planted::launch(fill, 4, 16, 0, out);
  return 0;
}
