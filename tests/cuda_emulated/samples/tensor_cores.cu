// The same product by wmma, and by cp.async, ldmatrix and mma.
#include <cmath>
#include <cstdio>
#include <vector>

#include "tw/cuda.h"
#include "tw/ptx.h"
#include "tw/wmma.h"

namespace {

// 16x16 = 16x16 * 16x16, row-major, one warp.
template <class T, class Sum>
__global__ void by_wmma(const T* a, const T* b, Sum* c) {
  namespace wmma = tw::wmma;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, T, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, T, wmma::row_major> right;
  wmma::fragment<wmma::accumulator, 16, 16, 16, Sum> sum;
  wmma::fill_fragment(sum, Sum(0.0F));
  wmma::load_matrix_sync(left, a, 16);
  wmma::load_matrix_sync(right, b, 16);
  wmma::mma_sync(sum, left, right, sum);
  wmma::store_matrix_sync(c, sum, 16, wmma::mem_row_major);
}

template <class T>
__global__ void by_mma(const T* a, const T* b, float* c) {
  __shared__ __align__(16) T left[16][16];
  __shared__ __align__(16) T right[16][16];
  const int lane = static_cast<int>(threadIdx.x);
  const int row = lane / 2, half = lane % 2 * 8;
  tw::ptx::cp_async<16>(&left[row][half], a + 16 * row + half);
  tw::ptx::cp_async<16>(&right[row][half], b + 16 * row + half);
  tw::ptx::cp_async_commit();
  tw::ptx::cp_async_wait<0>();
  __syncwarp();
  unsigned fragment_a[4];
  tw::ptx::ldmatrix_x4(fragment_a, &left[lane % 16][lane / 16 * 8]);
  for (int side = 0; side < 2; ++side) {
    unsigned fragment_b[2];
    float sum[4] = {0.0F, 0.0F, 0.0F, 0.0F};
    tw::ptx::ldmatrix_x2_trans(fragment_b, &right[lane % 16][8 * side]);
    tw::ptx::mma_m16n8k16<T>(sum, fragment_a, fragment_b);
    const int column = 8 * side + lane % 4 * 2;
    c[16 * (lane / 4) + column] = sum[0];
    c[16 * (lane / 4) + column + 1] = sum[1];
    c[16 * (lane / 4 + 8) + column] = sum[2];
    c[16 * (lane / 4 + 8) + column + 1] = sum[3];
  }
}

// Sums up to 288, which a half holds exactly.
template <class T, class Sum>
bool run(const char* name, void (*kernel)(const T*, const T*, Sum*)) {
  std::vector<T> a(256), b(256);
  std::vector<Sum> out(256);
  for (int at = 0; at < 256; ++at) {
    a[at] = T(static_cast<float>(at % 13 - 6));
    b[at] = T(static_cast<float>(at % 7 - 3));
  }
  T *left = nullptr, *right = nullptr;
  Sum* c = nullptr;
  const std::size_t bytes = 256 * sizeof(Sum);
  bool ok = cudaMalloc(&left, 512) == cudaSuccess && cudaMalloc(&right, 512) == cudaSuccess &&
            cudaMalloc(&c, bytes) == cudaSuccess &&
            cudaMemcpy(left, a.data(), 512, cudaMemcpyHostToDevice) == cudaSuccess &&
            cudaMemcpy(right, b.data(), 512, cudaMemcpyHostToDevice) == cudaSuccess &&
            tw::launch(kernel, {{1}, {32}}, left, right, c) == cudaSuccess &&
            cudaMemcpy(out.data(), c, bytes, cudaMemcpyDeviceToHost) == cudaSuccess;
  for (int at = 0; ok && at < 256; ++at) {
    float sum = 0.0F;
    for (int k = 0; k < 16; ++k)
      sum += static_cast<float>(a[at / 16 * 16 + k]) * static_cast<float>(b[16 * k + at % 16]);
    ok = static_cast<float>(out[at]) == sum;
  }
  ok = cudaFree(left) == cudaSuccess && cudaFree(right) == cudaSuccess &&
       cudaFree(c) == cudaSuccess && ok;
  if (!ok) std::printf("%s differs\n", name);
  return ok;
}

}  // namespace

int main() {
  cudaDeviceProp about;
  if (cudaGetDeviceProperties(&about, 0) != cudaSuccess) return 1;
  bool ok = run("wmma of half", by_wmma<__half, float>);
  ok = run("wmma of half into half", by_wmma<__half, __half>) && ok;
  if (about.major >= 8) {
    ok = run("wmma of bfloat16", by_wmma<__nv_bfloat16, float>) && ok;
    ok = run("mma of half", by_mma<__half>) && ok;
    ok = run("mma of bfloat16", by_mma<__nv_bfloat16>) && ok;
  }
  return ok ? 0 : 1;
}
