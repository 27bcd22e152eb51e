// Floats in the memory of the device.
#pragma once

#include <cuda_runtime.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace toy {

inline void must(cudaError_t status, const char* call) {
  if (status == cudaSuccess) return;
  throw std::runtime_error(std::string("[toy] ") + call + ": " + cudaGetErrorString(status));
}

class OnDevice {
 public:
  explicit OnDevice(std::size_t count) : count_(count) {
    must(cudaMalloc(&data_, count * sizeof(float)), "cudaMalloc");
  }
  explicit OnDevice(const std::vector<float>& values) : OnDevice(values.size()) {
    must(cudaMemcpy(data_, values.data(), bytes(), cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;
  ~OnDevice() { cudaFree(data_); }

  [[nodiscard]] float* data() const { return data_; }
  [[nodiscard]] std::vector<float> read() const {
    std::vector<float> values(count_);
    must(cudaMemcpy(values.data(), data_, bytes(), cudaMemcpyDeviceToHost), "cudaMemcpy");
    return values;
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return count_ * sizeof(float); }

  float* data_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace toy
