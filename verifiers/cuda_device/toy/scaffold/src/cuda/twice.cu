#include "on_device.h"
#include "toy/vectors.h"

namespace toy {
namespace {

constexpr unsigned kThreads = 64;

__global__ void twice_kernel(const float* x, float* out, unsigned n) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = 2 * x[i];
}

}  // namespace

std::vector<float> twice(const std::vector<float>& x) {
  const OnDevice in(x);
  const OnDevice out(x.size());
  const auto n = static_cast<unsigned>(x.size());
  twice_kernel<<<n / kThreads + 1, kThreads>>>(in.data(), out.data(), n);
  must(cudaGetLastError(), "twice");
  return out.read();
}

}  // namespace toy
