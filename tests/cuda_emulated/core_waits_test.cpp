// Threads that wait for what never comes: who waits where, and spinning by waits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "cuda_emulated/kernels.h"
#include "emu/barrier.h"
#include "emu/warp.h"

namespace emu {
namespace {

using test::fault_of;
using test::run;
using test::thread;
using testing::ExitedWithCode;
using testing::HasSubstr;

// What is written of the fault that the kernel makes.
std::string told_of(const dim3& block, std::function<void()> body) {
  testing::internal::CaptureStderr();
  fault_of(block, std::move(body));
  return testing::internal::GetCapturedStderr();
}

TEST(StallTest, OfManyPlacesSomeAreTold) {
  const auto wait_in_pairs = [] {
    if (thread() == 31) {
      __syncthreads();
    } else {
      __syncwarp(1U << 31 | 1U << thread());
    }
  };

  const std::string told = told_of(32, wait_in_pairs);

  EXPECT_THAT(told, HasSubstr("deadlock: no thread of the block can go on"));
  EXPECT_THAT(told, HasSubstr("1 thread, (0,0,0), in __syncwarp with mask 0x80000001"));
  EXPECT_THAT(told, HasSubstr("; and others elsewhere"));
}

TEST(StallTest, ThreadsThatLeftAreNotAmongThem) {
  const auto first_ones_leave = [] {
    if (thread() < 4) return;
    __syncwarp(thread() == 4 ? 0x30U : 0x70U);
  };

  const std::string told = told_of(7, first_ones_leave);

  EXPECT_THAT(told, HasSubstr("mask-mismatch"));
  EXPECT_THAT(told, HasSubstr("1 thread, (4,0,0), in __syncwarp with mask 0x00000030"));
  EXPECT_EQ(told.find("(0,0,0)"), std::string::npos);
}

TEST(StallTest, WhoIsNotNamedByAnotherDoesNotDisagreeWithIt) {
  const auto wait_for_the_last = [] {
    if (thread() == 2) {
      __syncthreads();
    } else {
      __syncwarp(thread() == 0 ? 0x7U : 0x6U);
    }
  };

  EXPECT_EQ(fault_of(3, wait_for_the_last), "deadlock");
}

TEST(WarpSiteTest, ACallIsOneByTheNameOfItsFileAndItsLine) {
  static char name[] = "sum.cu", twin[] = "sum.cu";
  const auto vote = [](const char* others) {
    return [others] { __any_sync(0x3U, 1, thread() == 0 ? name : others, 3); };
  };
  const auto meet_and_vote = [] { thread() == 0 ? __syncwarp(0x3U) : (void)__any_sync(0x3U, 1); };

  EXPECT_EQ(fault_of(2, vote(twin)), "");
  EXPECT_EQ(fault_of(2, vote("max.cu")), "warp-divergence");
  EXPECT_EQ(fault_of(2, meet_and_vote), "warp-divergence");
}

TEST(BarrierSiteTest, ABarrierIsOneByTheNameOfItsFileAndItsLine) {
  static char name[] = "sum.cu", twin[] = "sum.cu";
  const auto meet = [](const char* others) {
    return [others] { arrive_and_wait(BarrierCall::sync, false, thread() < 1 ? name : others, 3); };
  };

  EXPECT_EQ(fault_of(2, meet(twin)), "");
  EXPECT_EQ(fault_of(2, meet("max.cu")), "barrier-divergence");
}

TEST(BarrierSiteTest, EachCallHasItsNameInADivergence) {
  const auto diverge = [] { thread() == 0 ? __syncthreads_count(1) : __syncthreads_or(1); };
  EXPECT_THAT(told_of(2, diverge), HasSubstr("waits in __syncthreads_or at line"));
  const auto diverge_again = [] { thread() == 0 ? __syncthreads_and(1) : (__syncthreads(), 0); };
  EXPECT_THAT(told_of(2, diverge_again), HasSubstr("1 of its block wait in __syncthreads_and"));
}

class SpinDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  template <class Body>
  static void spin(unsigned threads, Body wait) {
    setenv("EMU_SPIN_LIMIT", "1000", 1);
    const cudaError_t error = run(1, threads, [wait] {
      for (;;) wait();
    });
    std::exit(error == cudaErrorLaunchFailure ? 0 : 1);
  }
  static void meet_block() { __syncthreads(); }
  static void meet_warp() { __syncwarp(1U << thread()); }
};

TEST_F(SpinDeathTest, WhoMeetsItsBlockForEverIsStopped) {
  EXPECT_EXIT(spin(1, meet_block), ExitedWithCode(kFaultExitCode), "spin-wait");
  EXPECT_EXIT(spin(64, meet_block), ExitedWithCode(kFaultExitCode), "spin-wait");
}

TEST_F(SpinDeathTest, WhoMeetsItsWarpForEverIsStopped) {
  EXPECT_EXIT(spin(32, meet_warp), ExitedWithCode(kFaultExitCode), "spin-wait");
}

}  // namespace
}  // namespace emu
