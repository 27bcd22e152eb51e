// What a process tells when it ends: memory that stays, work that waits, failures nobody took.
#include <cublas_v2.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

using testing::ExitedWithCode;
using testing::HasSubstr;
using testing::Not;

__global__ void half_waits() {
  if (threadIdx.x < 16) __syncthreads();
}

class ProcessEndDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  static void need(cudaError_t answer) {
    if (answer != cudaSuccess) std::_Exit(1);
  }
  static void* allocate() {
    void* at = nullptr;
    need(cudaMalloc(&at, 16));
    return at;
  }
  static void end_registered() {
    static int own[4] = {};
    need(cudaHostRegister(own, sizeof own, 0));
    std::exit(0);
  }
  static void end_with_work() {
    need(tw::launch(half_waits, {{1}, {32}}));
    std::exit(0);
  }
  static void end_failed() {
    void* pinned = nullptr;
    allocate();
    need(cudaMallocHost(&pinned, 16));
    end_with_work();
  }
  static void end_with_many() {
    for (int made = 0; made < 25; ++made) allocate();
    std::exit(0);
  }
  static void end_with_graph() {
    cudaStream_t stream = nullptr;
    cudaGraph_t graph = nullptr;
    void* inside = nullptr;
    need(cudaStreamCreate(&stream));
    need(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
    need(cudaMallocAsync(&inside, 64, stream));
    need(cudaStreamEndCapture(stream, &graph));
    std::exit(0);
  }
  static void end_unchecked(int code) {
    if (cudaSetDevice(1) == cudaErrorInvalidDevice) std::exit(code);
  }
  static void end_with_handle() {
    cublasHandle_t handle = nullptr;
    if (cublasCreate(&handle) == CUBLAS_STATUS_SUCCESS) std::exit(0);
  }
};

TEST_F(ProcessEndDeathTest, MemoryThatStaysRegisteredIsALeak) {
  EXPECT_EXIT(end_registered(), ExitedWithCode(kFaultExitCode),
              "leak: 16 bytes of pinned memory are never unregistered");
}

TEST_F(ProcessEndDeathTest, ManyLeaksOfOneLineAreToldOnce) {
  EXPECT_EXIT(end_with_many(), ExitedWithCode(kFaultExitCode),
              "^leak: cudaMalloc: 16 bytes are never freed\n[^\n]*runtime_process_test[^\n]*\n$");
}

TEST_F(ProcessEndDeathTest, OnADeviceThatFailedNothingIsALeak) {
  EXPECT_EXIT(end_failed(), ExitedWithCode(kFaultExitCode), Not(HasSubstr("leak")));
}

TEST_F(ProcessEndDeathTest, WorkThatNothingWaitedForIsStillDone) {
  EXPECT_EXIT(end_with_work(), ExitedWithCode(kFaultExitCode), "barrier-after-exit");
}

TEST_F(ProcessEndDeathTest, MemoryOfAGraphIsNoLeak) {
  EXPECT_EXIT(end_with_graph(), ExitedWithCode(0), "");
}

TEST_F(ProcessEndDeathTest, AFailureThatNobodyTookMattersToAProgramThatEndsWell) {
  EXPECT_EXIT(end_unchecked(0), ExitedWithCode(kFaultExitCode), "unchecked-error");
  EXPECT_EXIT(end_unchecked(3), ExitedWithCode(3), Not(HasSubstr("unchecked-error")));
}

TEST_F(ProcessEndDeathTest, AHandleOfCublasThatStaysIsALeak) {
  EXPECT_EXIT(end_with_handle(), ExitedWithCode(kFaultExitCode),
              "1 handles of cuBLAS are never destroyed");
}

}  // namespace
}  // namespace emu::test
