#include <utility>

#include "smooth.h"

namespace toy {

std::vector<float> smoothed(const std::vector<float>& values, int steps) {
  const auto n = static_cast<unsigned>(values.size());
  const std::size_t bytes = values.size() * sizeof(float);
  float* from = nullptr;
  float* to = nullptr;
  must(cudaMalloc(&from, bytes));
  must(cudaMalloc(&to, bytes));
  must(cudaMemcpy(from, values.data(), bytes, cudaMemcpyHostToDevice));
  for (int step = 0; step < steps; ++step) {
    smooth_step(from, to, n);
    std::swap(from, to);
  }
  std::vector<float> result(values.size());
  must(cudaMemcpy(result.data(), from, bytes, cudaMemcpyDeviceToHost));
  must(cudaFree(from));
  must(cudaFree(to));
  return result;
}

}  // namespace toy
