// The sum of each block's part: a tree in shared memory, then a warp.
#include "planted.h"

__global__ void block_sum(float* out, const float* in, int n) {
  __shared__ float part[128];
  const int lane = static_cast<int>(threadIdx.x);
  float mine = 0;
  for (int at = static_cast<int>(blockIdx.x) * 128 + lane; at < n; at += 256) mine += in[at];
  part[lane] = mine;
  __syncthreads();
  for (int half = 64; half >= 32; half /= 2) {
    if (lane < half) part[lane] += part[lane + half];
    __syncthreads();
  }
  if (lane >= 32) return;
  for (int half = 16; half > 0; half /= 2) {
    const float other = part[(lane + half) % 32];
    __syncwarp();
    part[lane] += other;
    __syncwarp();
  }
  if (lane == 0) out[blockIdx.x] = part[0];
}

int main() {
  float* in = planted::zeros<float>(1000);
  float* out = planted::on_device<float>(2);
  planted::launch(block_sum, 2, 128, 0, out, static_cast<const float*>(in), 1000);
  return 0;
}
