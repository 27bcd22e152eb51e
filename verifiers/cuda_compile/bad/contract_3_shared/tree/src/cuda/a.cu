#include "tw/cuda.h"

__global__ void raw(float* out, int count) {
  extern __shared__ float tile[];
  extern __align__(16) __shared__ double wide[];
  if (threadIdx.x < count) out[threadIdx.x] = tile[threadIdx.x] + wide[threadIdx.x];
}

template <class T>
__global__ void twice(T* out, int count) {
  TW_DYN_SHARED(T, tile);
  TW_DYN_SHARED(int, index);
  if (threadIdx.x < count) out[threadIdx.x] = tile[index[threadIdx.x]];
}
