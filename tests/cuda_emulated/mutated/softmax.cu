// Softmax of a row: maximum and sum share their slots.
#include "planted.h"

__global__ void softmax(float* out, const float* in, int n) {
  TW_DYN_SHARED(float, slot);
  const int at = static_cast<int>(threadIdx.x);
  const float* row = in + blockIdx.x * static_cast<unsigned>(n);
  float greatest = -1e30F;
  for (int i = at; i < n; i += 64) greatest = row[i] > greatest ? row[i] : greatest;
  slot[at] = greatest;
  __syncthreads();
  for (int i = 0; i < 64; ++i) greatest = slot[i] > greatest ? slot[i] : greatest;
  __syncthreads();
  float sum = 0;
  for (int i = at; i < n; i += 64) sum += row[i] - greatest + 1;
  slot[at] = sum;
  __syncthreads();
  sum = 0;
  for (int i = 0; i < 64; ++i) sum += slot[i];
  for (int i = at; i < n; i += 64)
    out[blockIdx.x * static_cast<unsigned>(n) + static_cast<unsigned>(i)] =
        (row[i] - greatest + 1) / sum;
}

int main() {
  float* in = planted::zeros<float>(300);
  float* out = planted::on_device<float>(300);
  planted::launch(softmax, 3, 64, 64 * sizeof(float), out, static_cast<const float*>(in), 100);
  return 0;
}
