// Calls that EMU_FAIL_CALL asks to fail, each with an error that it may have on a device.
#include <cublas_v2.h>

#include <cstdlib>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

using testing::ExitedWithCode;

__global__ void nothing() {}

class InjectedFailureDeathTest : public testing::Test {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    setenv("EMU_FAIL_CALL", "1", 1);
  }
  void TearDown() override { unsetenv("EMU_FAIL_CALL"); }

  // Exit code 0: the first call fails with the error.
  template <class Call, class Error>
  static void expect_failure(Call call, Error wanted, const char* note) {
    EXPECT_EXIT(std::_Exit(call() == wanted ? 0 : 1), ExitedWithCode(0), note);
  }
};

TEST_F(InjectedFailureDeathTest, AnAllocationIsOutOfMemory) {
  static void* at = nullptr;
  expect_failure([] { return cudaMalloc(&at, 8); }, cudaErrorMemoryAllocation,
                 "injected-failure: cudaMalloc fails as EMU_FAIL_CALL asks");
  expect_failure([] { return cudaHostAlloc(&at, 8, 0); }, cudaErrorMemoryAllocation,
                 "cudaHostAlloc fails");
}

TEST_F(InjectedFailureDeathTest, ALaunchLacksResourcesAndAnyOtherCallSaysUnknown) {
  expect_failure(
      [] {
        return tw::launch(nothing, {{1}, {1}});
      },
      cudaErrorLaunchOutOfResources, "tw::launch fails");
  expect_failure([] { return cudaDeviceSynchronize(); }, cudaErrorUnknown,
                 "cudaDeviceSynchronize fails");
}

TEST_F(InjectedFailureDeathTest, AHandleOfCublasIsNotAllocated) {
  static cublasHandle_t handle = nullptr;
  expect_failure([] { return cublasCreate(&handle); }, CUBLAS_STATUS_ALLOC_FAILED,
                 "cublasCreate fails");
}

TEST_F(InjectedFailureDeathTest, ALaunchThatFailsUnseenIsRefused) {
  const auto ignore = [] {
    if (tw::launch(nothing, {{1}, {1}}) != cudaSuccess) std::exit(0);
  };
  EXPECT_EXIT(ignore(), ExitedWithCode(kFaultExitCode), "refused-launch");
}

}  // namespace
}  // namespace emu::test
