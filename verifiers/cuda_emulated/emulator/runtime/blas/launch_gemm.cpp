#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "runtime/blas/gemm.h"
#include "tw/cuda.h"

namespace emu {
namespace {

constexpr unsigned kThreads = 128;

float value(float x) {
  return x;
}
double value(double x) {
  return x;
}
float value(__half x) {
  return __half2float(x);
}
float value(__nv_bfloat16 x) {
  return __bfloat162float(x);
}
void put(float& to, float x) {
  to = x;
}
void put(double& to, double x) {
  to = x;
}
void put(__half& to, float x) {
  to = __float2half_rn(x);
}
void put(__nv_bfloat16& to, float x) {
  to = __float2bfloat16_rn(x);
}

template <class Sum>
struct Scalars {
  Sum alpha, beta;
  const Sum *alpha_at, *beta_at;  // On the device; else null.
};

template <class In, class Out, class Sum>
__global__ void gemm_kernel(Gemm gemm, Scalars<Sum> scalars) {
  const long long at = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (at >= static_cast<long long>(gemm.m) * gemm.n) return;
  const long long row = at % gemm.m, column = at / gemm.m, which = blockIdx.y;
  const In* const a = static_cast<const In*>(gemm.a.begin) + which * gemm.a.stride;
  const In* const b = static_cast<const In*>(gemm.b.begin) + which * gemm.b.stride;
  Out* const c = static_cast<Out*>(const_cast<void*>(gemm.c.begin)) + which * gemm.c.stride;
  const long long step_a = gemm.transposed_a ? 1 : gemm.a.leading;
  const long long first_a = gemm.transposed_a ? row * gemm.a.leading : row;
  const long long step_b = gemm.transposed_b ? gemm.b.leading : 1;
  const long long first_b = gemm.transposed_b ? column : column * gemm.b.leading;
  const Sum alpha = scalars.alpha_at != nullptr ? *scalars.alpha_at : scalars.alpha;
  const Sum beta = scalars.beta_at != nullptr ? *scalars.beta_at : scalars.beta;
  Sum sum = 0;
  // As documented: with alpha 0, A and B are not read; with beta 0, C is not.
  for (int k = 0; alpha != 0 && k < gemm.k; ++k)
    sum += value(a[first_a + k * step_a]) * value(b[first_b + k * step_b]);
  Out& to = c[row + column * gemm.c.leading];
  put(to, beta == 0 ? alpha * sum : alpha * sum + beta * value(to));
}

template <class In, class Out, class Sum>
cudaError_t launch(const Gemm& gemm, cudaStream_t stream) {
  const auto* const alpha = static_cast<const Sum*>(gemm.alpha);
  const auto* const beta = static_cast<const Sum*>(gemm.beta);
  Scalars<Sum> scalars{0, 0, alpha, beta};
  if (!gemm.scalars_on_device) scalars = {*alpha, *beta, nullptr, nullptr};
  const long long elements = static_cast<long long>(gemm.m) * gemm.n;
  const dim3 grid(static_cast<unsigned>((elements + kThreads - 1) / kThreads),
                  static_cast<unsigned>(gemm.batch));
  return tw::launch(gemm_kernel<In, Out, Sum>, {grid, {kThreads}, 0, stream}, gemm, scalars);
}

}  // namespace

bool is_known(const Gemm& gemm) {
  const bool narrow = gemm.type == CUDA_R_16F || gemm.type == CUDA_R_16BF;
  const bool wide = gemm.type == CUDA_R_32F || gemm.type == CUDA_R_64F;
  return (wide && gemm.type_c == gemm.type) ||
         (narrow && (gemm.type_c == gemm.type || gemm.type_c == CUDA_R_32F));
}

cudaError_t launch_gemm(const Gemm& gemm, cudaStream_t stream) {
  const bool to_float = gemm.type_c == CUDA_R_32F;
  if (gemm.type == CUDA_R_16F) {
    return to_float ? launch<__half, float, float>(gemm, stream)
                    : launch<__half, __half, float>(gemm, stream);
  }
  if (gemm.type == CUDA_R_16BF) {
    return to_float ? launch<__nv_bfloat16, float, float>(gemm, stream)
                    : launch<__nv_bfloat16, __nv_bfloat16, float>(gemm, stream);
  }
  return to_float ? launch<float, float, float>(gemm, stream)
                  : launch<double, double, double>(gemm, stream);
}

}  // namespace emu
