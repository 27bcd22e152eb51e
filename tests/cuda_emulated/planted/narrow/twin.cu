// Neighbours in an array of halves and of bytes do not conflict.
#include "planted.h"

__global__ void fill(unsigned short* out, unsigned char* bytes) {
  const unsigned at = threadIdx.x;
  out[at] = static_cast<unsigned short>(at);
  bytes[at] = static_cast<unsigned char>(at);
  __syncthreads();
  if (at < 32 && bytes[63 - at] == 5) bytes[at] = out[63 - at] == 5 ? 6 : 7;
}

int main() {
  auto* out = planted::on_device<unsigned short>(64);
  auto* bytes = planted::on_device<unsigned char>(64);
  planted::launch(fill, 1, 64, 0, out, bytes);
  return 0;
}
