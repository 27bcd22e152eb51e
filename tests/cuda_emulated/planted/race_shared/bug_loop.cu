// The next turn of the loop writes what a slower thread still reads.
#include "planted.h"

__global__ void rotate(float* out) {
  __shared__ float tile[256];
  const unsigned at = threadIdx.x;
  float mine = static_cast<float>(at);
  for (int turn = 0; turn < 3; ++turn) {
    tile[at] = mine;  // fault
    __syncthreads();
    mine = tile[(at + 1) % 256];  // fault
  }
  out[at] = mine;
}

int main() {
  float* out = planted::on_device<float>(256);
  planted::launch(rotate, 1, 256, 0, out);
  return 0;
}
