// What the emulator costs, in CPU seconds of this process: compile it in a tier and run it.
#include <cstdio>
#include <ctime>

#include "planted.h"

__global__ void elementwise(float* out, const float* in, int n) {
  const int at = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (at < n) out[at] = in[at] * 2.0F;
}

__global__ void barriers(int times) {
  for (int turn = 0; turn < times; ++turn) __syncthreads();
}

__global__ void shuffles(float* out, int times) {
  float value = static_cast<float>(threadIdx.x);
  for (int turn = 0; turn < times; ++turn) value += __shfl_xor_sync(0xffffffffU, value, 1);
  out[threadIdx.x] = value;
}

__global__ void synchronised_warps(int times) {
  for (int turn = 0; turn < times; ++turn) __syncwarp();
}

__global__ void block_sums(float* out, const float* in) {
  __shared__ float part[256];
  float sum = 0;
  for (unsigned turn = 0; turn < 16; ++turn)
    sum += in[(blockIdx.x * 16 + turn) * 256 + threadIdx.x];
  part[threadIdx.x] = sum;
  __syncthreads();
  for (unsigned half = 128; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) out[blockIdx.x] = part[0];
}

// The best of three, in millions of `count` a second.
template <class Body>
void measure(const char* what, double count, Body body) {
  double best = 1e9;
  for (int turn = 0; turn < 3; ++turn) {
    const std::clock_t begin = std::clock();
    body();
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    best = seconds < best ? seconds : best;
  }
  std::printf("%-40s %8.2f M/s\n", what, count / best / 1e6);
}

int main() {
  constexpr int kCount = 1 << 18;
  float* in = planted::zeros<float>(kCount);
  float* out = planted::zeros<float>(kCount);
  const float* read = in;
  measure("elementwise, threads", kCount,
          [&] { planted::launch(elementwise, kCount / 256, 256, 0, out, read, kCount); });
  measure("elementwise, accesses", 2.0 * kCount,
          [&] { planted::launch(elementwise, kCount / 256, 256, 0, out, read, kCount); });
  measure("block sums, threads", 64 * 256,
          [&] { planted::launch(block_sums, 64, 256, 0, out, read); });
  measure("barriers, arrivals", 256.0 * 2000, [&] { planted::launch(barriers, 1, 256, 0, 2000); });
  measure("shuffles, lanes", 256.0 * 2000,
          [&] { planted::launch(shuffles, 1, 256, 0, out, 2000); });
  measure("__syncwarp, lanes", 256.0 * 2000,
          [&] { planted::launch(synchronised_warps, 1, 256, 0, 2000); });
}
