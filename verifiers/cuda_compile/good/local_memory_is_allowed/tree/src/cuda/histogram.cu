#include "tw/cuda.h"

namespace tw {

__global__ void histogram(int* out, const int* in, int count) {
  int bins[64] = {};
  for (int at = 0; at < count; ++at) ++bins[in[at] & 63];
  for (int bin = 0; bin < 64; ++bin) out[threadIdx.x * 64 + bin] = bins[bin];
}

}  // namespace tw
