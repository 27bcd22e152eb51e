// What the tests of the emulated runtime share: a fresh device, and arrays on it.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "core/report.h"
#include "tw/cuda.h"

#define OK(call) ASSERT_EQ(call, cudaSuccess)

namespace emu::test {

// Each test begins and ends with a device that nothing was done to.
class DeviceTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(cudaDeviceReset(), cudaSuccess); }
  void TearDown() override {
    EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
    EXPECT_EQ(faults_reported(), faults_before_) << "a fault was reported";
  }
  int faults_before_ = faults_reported();
};

template <class T>
T* on_device(const std::vector<T>& values) {
  T* at = nullptr;
  EXPECT_EQ(cudaMalloc(&at, values.size() * sizeof(T)), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(at, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice),
            cudaSuccess);
  return at;
}

template <class T>
std::vector<T> on_host(const T* at, std::size_t count) {
  std::vector<T> values(count);
  EXPECT_EQ(cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost), cudaSuccess);
  return values;
}

}  // namespace emu::test
