#include <cooperative_groups.h>
#include <cub/block/block_reduce.cuh>
#include <cuda_runtime.h>
#include <mma.h>
#include <thrust/sort.h>
#include <vector>

#include "tw/cuda.h"

__global__ void sum(float* out, int count) {
  namespace groups = cooperative_groups;
  std::vector<float> values(count);
  for (int at = threadIdx.x; at < count; at += blockDim.x) out[at] = values[at];
}
