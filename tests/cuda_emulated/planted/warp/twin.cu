// Masks from converged code, live sources, one place.
#include "planted.h"

__global__ void exchange(float* out, int n) {
  const int lane = static_cast<int>(threadIdx.x);
  float value = static_cast<float>(lane);
  for (int step = 16; step > 0; step /= 2) value += __shfl_xor_sync(0xffffffffU, value, step);
  const unsigned working = __ballot_sync(0xffffffffU, lane < n ? 1 : 0);
  if (lane < n) {
    value += __shfl_sync(working, value, 0);
    value += static_cast<float>(__reduce_add_sync(working, lane));
    if (__all_sync(working, 1) != 0) value += __shfl_up_sync(working, value, 1);
  }
  if (__match_any_sync(0xffffffffU, lane / 2) == 3U << (lane / 2 * 2)) out[lane] = value;
}

int main() {
  float* out = planted::on_device<float>(32);
  planted::launch(exchange, 1, 32, 0, out, 20);
  return 0;
}
