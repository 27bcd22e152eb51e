// bfloat16 on the tensor cores of a device that has no bfloat16 there.
#include "tw/cuda.h"
#include "tw/wmma.h"

__global__ void square(float* out, const __nv_bfloat16* in) {
  namespace wmma = tw::wmma;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::col_major> right;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 0.0F);
  wmma::load_matrix_sync(left, in, 16);  // fault
  wmma::load_matrix_sync(right, in, 16);
  wmma::mma_sync(sum, left, right, sum);
  wmma::store_matrix_sync(out, sum, 16, wmma::mem_row_major);
}

int main() {
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
