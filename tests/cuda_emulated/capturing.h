// What tests of capture start with.
#pragma once

#include "cuda_emulated/device.h"

namespace emu::test {

// Two streams, an event and two numbers on the device.
class CapturingTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    OK(cudaStreamCreate(&stream_));
    OK(cudaStreamCreate(&other_));
    OK(cudaEventCreate(&event_));
    at_ = on_device(std::vector<int>{1, 1});
  }

  cudaStream_t stream_ = nullptr, other_ = nullptr;
  cudaEvent_t event_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  int* at_ = nullptr;
};

}  // namespace emu::test
