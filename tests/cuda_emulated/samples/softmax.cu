// Rows of a matrix: dynamic shared memory, shuffles, a grid that strides, a device variable.
#include <cmath>
#include <cstdio>
#include <vector>

#include "tw/cuda.h"

namespace {

TW_DEVICE_VAR(unsigned, rows_done);

template <int Warps>
__global__ void __launch_bounds__(32 * Warps)
    softmax(const float* from, float* to, int rows, int columns) {
  TW_DYN_SHARED(float, row);  // columns elements, then a partial result for each warp.
  float* const partial = row + columns;
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32, warp = thread / 32;
  for (int r = static_cast<int>(blockIdx.x); r < rows; r += static_cast<int>(gridDim.x)) {
    float most = -INFINITY;
    for (int c = thread; c < columns; c += 32 * Warps) {
      row[c] = from[static_cast<long long>(r) * columns + c];
      most = fmaxf(most, row[c]);
    }
    for (int step = 16; step > 0; step /= 2)
      most = fmaxf(most, __shfl_xor_sync(0xFFFFFFFFU, most, step));
    if (lane == 0) partial[warp] = most;
    __syncthreads();
    for (int w = 0; w < Warps; ++w) most = fmaxf(most, partial[w]);
    __syncthreads();
    float sum = 0.0F;
    for (int c = thread; c < columns; c += 32 * Warps) {
      row[c] = expf(row[c] - most);
      sum += row[c];
    }
    for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(0xFFFFFFFFU, sum, step);
    if (lane == 0) partial[warp] = sum;
    __syncthreads();
    sum = 0.0F;
    for (int w = 0; w < Warps; ++w) sum += partial[w];
    for (int c = thread; c < columns; c += 32 * Warps)
      to[static_cast<long long>(r) * columns + c] = row[c] / sum;
    __syncthreads();
    if (thread == 0) atomicAdd(&rows_done, 1U);
  }
}

bool run(int rows, int columns) {
  const std::size_t count = static_cast<std::size_t>(rows) * columns;
  std::vector<float> in(count), out(count);
  for (std::size_t at = 0; at < count; ++at)
    in[at] = std::sin(static_cast<float>(at) * 0.7F) * 3.0F;
  float *from = nullptr, *to = nullptr;
  const unsigned none = 0;
  unsigned done = 0;
  bool ok =
      cudaMalloc(&from, count * sizeof(float)) == cudaSuccess &&
      cudaMalloc(&to, count * sizeof(float)) == cudaSuccess &&
      cudaMemcpyToSymbol(rows_done, &none, sizeof none) == cudaSuccess &&
      cudaMemcpy(from, in.data(), count * sizeof(float), cudaMemcpyHostToDevice) == cudaSuccess;
  const std::size_t shared = (static_cast<std::size_t>(columns) + 4) * sizeof(float);
  ok = ok && tw::launch(softmax<4>, {{3}, {128}, shared}, from, to, rows, columns) == cudaSuccess &&
       cudaMemcpy(out.data(), to, count * sizeof(float), cudaMemcpyDeviceToHost) == cudaSuccess &&
       cudaMemcpyFromSymbol(&done, rows_done, sizeof done) == cudaSuccess;
  ok = ok && done == static_cast<unsigned>(rows);
  for (int r = 0; ok && r < rows; ++r) {
    double sum = 0;
    for (int c = 0; c < columns; ++c)
      sum += std::exp(static_cast<double>(in[static_cast<std::size_t>(r) * columns + c]));
    for (int c = 0; ok && c < columns; ++c) {
      const std::size_t at = static_cast<std::size_t>(r) * columns + c;
      ok = std::fabs(out[at] - std::exp(static_cast<double>(in[at])) / sum) < 1e-5;
    }
  }
  return cudaFree(from) == cudaSuccess && cudaFree(to) == cudaSuccess && ok;
}

}  // namespace

int main() {
  const int widths[] = {1, 31, 32, 33, 127, 129, 300};
  for (int columns : widths) {
    if (!run(7, columns)) {
      std::printf("softmax of rows of %d differs\n", columns);
      return 1;
    }
  }
  return 0;
}
