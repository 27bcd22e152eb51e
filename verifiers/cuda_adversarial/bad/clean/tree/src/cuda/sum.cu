#include "status.h"
#include "toy/device.h"
#include "tw/cuda.h"

namespace toy {
namespace {

constexpr unsigned kThreads = 64;
constexpr unsigned kWarp = 32;
constexpr unsigned kAll = 0xFFFFFFFFU;

// One block: each thread adds every kThreads-th element, each warp by shuffles, the first thread
// what the warps have.
__global__ void sum_kernel(const float* x, float* out, unsigned n) {
  __shared__ float of_warp[kThreads / kWarp];
  float total = 0;
  for (unsigned i = threadIdx.x; i < n; i += blockDim.x) total += x[i];
  for (unsigned step = kWarp / 2; step > 0; step /= 2) {
    total += __shfl_down_sync(kAll, total, step);
  }
  if (threadIdx.x % kWarp == 0) of_warp[threadIdx.x / kWarp] = total;
  if (threadIdx.x == 0) *out = of_warp[0] + of_warp[1];
}

}  // namespace

Floats sum(const Floats& x) {
  Floats out(1);
  must(tw::launch(sum_kernel, {dim3(1), dim3(kThreads)}, x.data(), out.data(),
                  static_cast<unsigned>(x.count())),
       "sum");
  return out;
}

}  // namespace toy
