// All threads come to each barrier, also those with no work.
#include "planted.h"

__global__ void step(float* out, int n) {
  const int at = static_cast<int>(threadIdx.x);
  const bool works = at < n;
  if (works) out[at] = 1.0F;
  __syncthreads();
  const int workers = __syncthreads_count(works ? 1 : 0);
  if (works) out[at] = static_cast<float>(workers);
  if (__syncthreads_or(at == 63 ? 1 : 0) != 0 && __syncthreads_and(1) != 0 && works) out[at] += 1;
}

int main() {
  float* out = planted::on_device<float>(64);
  planted::launch(step, 1, 64, 0, out, 50);
  return 0;
}
