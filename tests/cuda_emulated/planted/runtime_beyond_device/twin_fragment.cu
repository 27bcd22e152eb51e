// bfloat16 on tensor cores, where the host has seen that they have it.
#include "tw/cuda.h"
#include "tw/wmma.h"

__global__ void square(float* out, const __nv_bfloat16* in) {
  namespace wmma = tw::wmma;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::col_major> right;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 0.0F);
  wmma::load_matrix_sync(left, in, 16);
  wmma::load_matrix_sync(right, in, 16);
  wmma::mma_sync(sum, left, right, sum);
  wmma::store_matrix_sync(out, sum, 16, wmma::mem_row_major);
}

int main() {
  cudaDeviceProp about;
  if (cudaGetDeviceProperties(&about, 0) != cudaSuccess) return 1;
  if (about.major < 8) return 0;
  float* out = nullptr;
  __nv_bfloat16* in = nullptr;
  if (cudaMalloc(&out, 256 * sizeof(float)) != cudaSuccess) return 1;
  if (cudaMalloc(&in, 256 * sizeof(__nv_bfloat16)) != cudaSuccess) return 1;
  if (cudaMemset(in, 0, 256 * sizeof(__nv_bfloat16)) != cudaSuccess) return 1;
  if (tw::launch(square, {{1}, {32}}, out, static_cast<const __nv_bfloat16*>(in)) != cudaSuccess)
    return 1;
  if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  if (cudaFree(out) != cudaSuccess) return 1;
  if (cudaFree(in) != cudaSuccess) return 1;
  return 0;
}
