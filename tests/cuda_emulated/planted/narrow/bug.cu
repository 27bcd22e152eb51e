// Two threads write the same half.
#include "planted.h"

__global__ void fill(unsigned short* out, unsigned char* bytes) {
  const unsigned at = threadIdx.x;
  out[at / 2 * 2] = static_cast<unsigned short>(at);  // fault
  bytes[at] = static_cast<unsigned char>(at);
  __syncthreads();
  if (bytes[63 - at] == 5) out[at] = 6;
}

int main() {
  auto* out = planted::on_device<unsigned short>(64);
  auto* bytes = planted::on_device<unsigned char>(64);
  planted::launch(fill, 1, 64, 0, out, bytes);
  return 0;
}
