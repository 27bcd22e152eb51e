#include "status.h"
#include "toy/device.h"
#include "tw/cuda.h"

namespace toy {
namespace {

constexpr unsigned kThreads = 64;

__global__ void axpy_kernel(float a, const float* x, const float* y, float* out, unsigned n) {
  const unsigned i = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
  if (i + 3 < n) {
    const float4 four = *reinterpret_cast<const float4*>(x + i);
    const float4 more = *reinterpret_cast<const float4*>(y + i);
    *reinterpret_cast<float4*>(out + i) =
        float4{a * four.x + more.x, a * four.y + more.y, a * four.z + more.z, a * four.w + more.w};
  } else {
    for (unsigned k = i; k < n; ++k) out[k] = a * x[k] + y[k];
  }
}

}  // namespace

Floats axpy(float a, const Floats& x, const Floats& y) {
  Floats out(x.count());
  cudaStream_t stream = nullptr;
  cudaEvent_t done = nullptr;
  must(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "axpy");
  must(cudaEventCreateWithFlags(&done, cudaEventDisableTiming), "axpy");
  must(cudaStreamSynchronize(nullptr), "axpy");
  must(tw::launch(axpy_kernel, {dim3(blocks_for(x.count(), kThreads)), dim3(kThreads), 0, stream},
                  a, x.data(), y.data(), out.data(), static_cast<unsigned>(x.count())),
       "axpy");
  must(cudaEventRecord(done, stream), "axpy");
  must(cudaStreamWaitEvent(nullptr, done, 0), "axpy");
  must(cudaEventDestroy(done), "axpy");
  must(cudaStreamDestroy(stream), "axpy");
  return out;
}

}  // namespace toy
