// A device on which a kernel has failed.
#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

__global__ void half_waits() {
  if (threadIdx.x < 16) __syncthreads();
}
__global__ void set(int* at, int value) {
  *at = value;
}

class RuntimeFailureTest : public DeviceTest {
 protected:
  void TearDown() override {
    forget_faults();
    faults_before_ = 0;
    DeviceTest::TearDown();
  }
  void fail_in(cudaStream_t stream) {
    ASSERT_EQ(tw::launch(half_waits, {{1}, {32}, 0, stream}), cudaSuccess);
  }

  cudaStream_t stream_ = nullptr;
  cudaEvent_t event_ = nullptr;
};

TEST_F(RuntimeFailureTest, EachWayToAskTellsTheFailure) {
  fail_in(nullptr);
  EXPECT_EQ(cudaStreamQuery(nullptr), cudaErrorLaunchFailure);
  EXPECT_EQ(latest_kind(), "barrier-after-exit");
  EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
}

TEST_F(RuntimeFailureTest, AnEventBehindItTellsItToo) {
  OK(cudaEventCreate(&event_));
  fail_in(nullptr);
  OK(cudaEventRecord(event_, nullptr));

  EXPECT_EQ(cudaEventQuery(event_), cudaErrorLaunchFailure);
}

TEST_F(RuntimeFailureTest, WhatComesLaterIsNotDone) {
  int* const at = on_device(std::vector<int>{1});
  int back = 5;
  fail_in(nullptr);
  OK(tw::launch(set, {{1}, {1}}, at, 7));

  EXPECT_EQ(cudaMemcpy(&back, at, 4, cudaMemcpyDeviceToHost), cudaErrorLaunchFailure);
  EXPECT_EQ(back, 5);
  EXPECT_EQ(tw::launch(set, {{1}, {1}}, at, 7), cudaErrorLaunchFailure);
}

TEST_F(RuntimeFailureTest, AFreeMayBeTheFirstToKnow) {
  int* const at = on_device(std::vector<int>{1});
  fail_in(nullptr);

  EXPECT_EQ(cudaFree(at), cudaErrorLaunchFailure);
}

TEST_F(RuntimeFailureTest, AResetDeviceWorksAgain) {
  fail_in(nullptr);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);

  OK(cudaDeviceReset());

  int* const at = on_device(std::vector<int>{1});
  OK(tw::launch(set, {{1}, {1}}, at, 7));
  EXPECT_EQ(on_host(at, 1).at(0), 7);
}

TEST_F(RuntimeFailureTest, ErrorsHaveNames) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorNotReady), "cudaErrorNotReady");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorNotReady), "device not ready");
  EXPECT_STREQ(cudaGetErrorName(cudaErrorTimeout), "unrecognized error code");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorTimeout), "unrecognized error code");
}

}  // namespace
}  // namespace emu::test
