#include <utility>

#include "status.h"
#include "toy/device.h"
#include "tw/cuda.h"

namespace toy {

Floats::Floats(std::size_t count) : count_(count) {
  must(cudaMalloc(&data_, count * sizeof(float)), "cudaMalloc");
}

Floats::Floats(Floats&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), count_(other.count_) {}

// What went wrong before, another call has said.
Floats::~Floats() {
  if (cudaFree(data_) != cudaSuccess) cudaGetLastError();
}

Floats to_device(const std::vector<float>& values) {
  Floats on_device(values.size());
  const cudaError_t status = cudaMemcpy(on_device.data(), values.data(),
                                        values.size() * sizeof(float), cudaMemcpyHostToDevice);
  if (status != cudaSuccess) must(cudaFree(on_device.data()), "cudaFree");
  must(status, "to_device");
  return on_device;
}

std::vector<float> to_host(const Floats& values) {
  std::vector<float> here(values.count());
  must(cudaMemcpy(here.data(), values.data(), here.size() * sizeof(float), cudaMemcpyDeviceToHost),
       "to_host");
  return here;
}

}  // namespace toy
