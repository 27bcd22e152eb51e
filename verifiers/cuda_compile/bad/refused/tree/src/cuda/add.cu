#include "tw/cuda.h"

namespace tw {

__global__ void add(float* out, const float* a, const float* b, long count) {
  const long at = static_cast<long>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (at < count) out[at] = host_sum(a[at], b[at]);
  int unused;
}

}  // namespace tw
