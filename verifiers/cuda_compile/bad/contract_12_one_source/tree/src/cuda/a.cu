#include "tw/cuda.h"

#define KERNEL __global__ void
#define TILE(name) \
  __shared__ float name[32]

KERNEL hidden(float* out, int count) {
  TILE(tile);
  if (threadIdx.x < count) out[threadIdx.x] = tile[threadIdx.x & 31];
}

#ifdef __CUDACC__
constexpr int kTile = 32;
#endif

#if __CUDA_ARCH__ >= 800
constexpr int kStages = 4;
#elif defined(__NVCC__)
constexpr int kStages = 2;
#endif

#ifndef EMU_HOOKS
constexpr bool kIsReal = true;
#endif

__global__ void asks(float* out, int count) {
  if (threadIdx.x < count) out[threadIdx.x] = kTile;
  emu::note("here");
}
