// Half and bfloat16 in kernels: arithmetic, functions, atomics, conversions, intrinsics.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cmath>
#include <cstdio>
#include <vector>

#include "tw/cuda.h"

namespace {

__global__ void gelu_pairs(const __half2* from, __half2* to, int pairs) {
  const int at = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (at >= pairs) return;
  const __half2 x = __ldg(from + at);
  const __half2 scaled = __hmul2(x, __float2half2_rn(-1.702F));
  const __half2 one = __float2half2_rn(1.0F);
  to[at] = __hmul2(x, h2rcp(__hadd2(one, h2exp(scaled))));
}

__global__ void sum_squares(const __nv_bfloat16* from, float* sum, int count) {
  float mine = 0.0F;
  for (int at = static_cast<int>(threadIdx.x); at < count; at += static_cast<int>(blockDim.x)) {
    const float x = __bfloat162float(from[at]);
    mine = fmaf(x, x, mine);
  }
  for (int step = 16; step > 0; step /= 2) mine += __shfl_down_sync(0xFFFFFFFFU, mine, step);
  if (threadIdx.x == 0) atomicAdd(sum, mine);
}

__global__ void round_up(const __half* from, int* to) {
  to[threadIdx.x] = __half2int_ru(hsqrt(from[threadIdx.x])) + __clz(1) + __popc(7U);
}

// Sums over a warp: of pairs of halves, and of bfloat16.
__global__ void sum_pairs(const __half2* from, const __nv_bfloat16* brief, float* to) {
  __half2 pair = from[threadIdx.x];
  __nv_bfloat16 one = brief[threadIdx.x];
  for (int step = 16; step > 0; step /= 2) {
    pair = __hadd2(pair, __shfl_xor_sync(0xFFFFFFFFU, pair, step));
    one = __hadd(one, __shfl_down_sync(0xFFFFFFFFU, one, step));
  }
  if (threadIdx.x != 0) return;
  to[0] = __low2float(pair);
  to[1] = __high2float(pair);
  to[2] = __bfloat162float(one);
}

bool run() {
  const int count = 66;
  std::vector<__half> values(count);
  std::vector<__nv_bfloat16> brief(count);
  double squares = 0;
  for (int at = 0; at < count; ++at) {
    values[at] = __float2half(static_cast<float>(at - 33) * 0.125F);
    brief[at] = __float2bfloat16(static_cast<float>(at % 9));
    squares += (at % 9) * (at % 9);
  }
  std::vector<__half> out(count);
  float sum = 0.0F;
  __half *from = nullptr, *to = nullptr;
  __nv_bfloat16* others = nullptr;
  float* total = nullptr;
  bool ok = cudaMalloc(&from, 132) == cudaSuccess && cudaMalloc(&to, 132) == cudaSuccess &&
            cudaMalloc(&others, 132) == cudaSuccess && cudaMalloc(&total, 4) == cudaSuccess &&
            cudaMemset(total, 0, 4) == cudaSuccess &&
            cudaMemcpy(from, values.data(), 132, cudaMemcpyHostToDevice) == cudaSuccess &&
            cudaMemcpy(others, brief.data(), 132, cudaMemcpyHostToDevice) == cudaSuccess &&
            tw::launch(gelu_pairs, {{2}, {32}}, reinterpret_cast<const __half2*>(from),
                       reinterpret_cast<__half2*>(to), 33) == cudaSuccess &&
            tw::launch(sum_squares, {{1}, {32}}, others, total, count) == cudaSuccess &&
            cudaMemcpy(out.data(), to, 132, cudaMemcpyDeviceToHost) == cudaSuccess &&
            cudaMemcpy(&sum, total, 4, cudaMemcpyDeviceToHost) == cudaSuccess;
  ok = ok && sum == static_cast<float>(squares);
  for (int at = 0; ok && at < count; ++at) {
    const double x = __half2float(values[at]);
    ok = std::fabs(__half2float(out[at]) - x / (1 + std::exp(-1.702 * x))) < 0.01;
  }
  ok = cudaFree(from) == cudaSuccess && cudaFree(to) == cudaSuccess &&
       cudaFree(others) == cudaSuccess && cudaFree(total) == cudaSuccess && ok;
  return ok;
}

bool run_round_up() {
  const std::vector<__half> values{__float2half(2.0F), __float2half(9.0F), __float2half(10.0F)};
  __half* from = nullptr;
  int* to = nullptr;
  int out[3] = {};
  bool ok = cudaMalloc(&from, 6) == cudaSuccess && cudaMalloc(&to, 12) == cudaSuccess &&
            cudaMemcpy(from, values.data(), 6, cudaMemcpyHostToDevice) == cudaSuccess &&
            tw::launch(round_up, {{1}, {3}}, from, to) == cudaSuccess &&
            cudaMemcpy(out, to, 12, cudaMemcpyDeviceToHost) == cudaSuccess;
  ok = ok && out[0] == 36 && out[1] == 37 && out[2] == 38;
  return cudaFree(from) == cudaSuccess && cudaFree(to) == cudaSuccess && ok;
}

bool run_sum_pairs() {
  std::vector<__half2> pairs;
  std::vector<__nv_bfloat16> brief;
  for (int at = 0; at < 32; ++at) {
    pairs.push_back(__floats2half2_rn(static_cast<float>(at), 1.0F));
    brief.push_back(__float2bfloat16(static_cast<float>(at % 2)));
  }
  __half2* from = nullptr;
  __nv_bfloat16* others = nullptr;
  float* to = nullptr;
  float out[3] = {};
  bool ok = cudaMalloc(&from, 128) == cudaSuccess && cudaMalloc(&others, 64) == cudaSuccess &&
            cudaMalloc(&to, 12) == cudaSuccess &&
            cudaMemcpy(from, pairs.data(), 128, cudaMemcpyHostToDevice) == cudaSuccess &&
            cudaMemcpy(others, brief.data(), 64, cudaMemcpyHostToDevice) == cudaSuccess &&
            tw::launch(sum_pairs, {{1}, {32}}, from, others, to) == cudaSuccess &&
            cudaMemcpy(out, to, 12, cudaMemcpyDeviceToHost) == cudaSuccess;
  ok = ok && out[0] == 496.0F && out[1] == 32.0F && out[2] == 16.0F;
  return cudaFree(from) == cudaSuccess && cudaFree(others) == cudaSuccess &&
         cudaFree(to) == cudaSuccess && ok;
}

}  // namespace

int main() {
  const bool ok = run() && run_round_up() && run_sum_pairs();
  if (!ok) std::printf("narrow types differ\n");
  return ok ? 0 : 1;
}
