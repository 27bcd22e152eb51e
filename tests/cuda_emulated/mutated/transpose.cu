// A matrix is transposed through tiles, several for each block.
#include "planted.h"

__global__ void transpose(float* out, const float* in, int n) {
  __shared__ float tile[8][9];
  const int x = static_cast<int>(threadIdx.x);
  const int y = static_cast<int>(threadIdx.y);
  const int row = static_cast<int>(blockIdx.x) * 8;
  for (int column = 0; column < n; column += 8) {
    tile[y][x] = in[(row + y) * n + column + x];
    __syncthreads();
    out[(column + y) * n + row + x] = tile[x][y];
    __syncthreads();
  }
}

int main() {
  float* in = planted::zeros<float>(24 * 24);
  float* out = planted::on_device<float>(24 * 24);
  planted::launch(transpose, 3, dim3(8, 8), 0, out, static_cast<const float*>(in), 24);
  return 0;
}
