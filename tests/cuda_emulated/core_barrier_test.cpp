#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "cuda_emulated/kernels.h"
#include "emu/barrier.h"
#include "emu/warp.h"

namespace emu {
namespace {

using test::fault_of;
using test::run;
using test::thread;

TEST(BarrierTest, WhatWasWrittenBeforeIsReadBehind) {
  std::array<int, 200> tile{};
  int wrong = 0;

  static_cast<void>(run(3, 200, [&] {
    const int at = thread();
    tile[static_cast<std::size_t>(at)] = at;
    __syncthreads();
    wrong += tile[static_cast<std::size_t>((at + 77) % 200)] == (at + 77) % 200 ? 0 : 1;
    __syncthreads();
    tile[static_cast<std::size_t>(at)] = -1;
  }));

  EXPECT_EQ(wrong, 0);
}

TEST(BarrierTest, PredicatesAreCountedAndFolded) {
  std::array<int, 3> got{};

  static_cast<void>(run(1, 100, [&] {
    const int count = __syncthreads_count(thread() % 4 == 0 ? 5 : 0);
    const int all = __syncthreads_and(thread() < 100 ? 1 : 0);
    const int any = __syncthreads_or(thread() == 99 ? 1 : 0);
    if (thread() == 50) got = {count, all, any};
  }));

  EXPECT_THAT(got, testing::ElementsAre(25, 1, 1));
}

TEST(BarrierTest, APredicateOfOneThreadDecides) {
  std::array<int, 2> got{7, 7};

  static_cast<void>(run(1, 33, [&] {
    const int all = __syncthreads_and(thread() == 32 ? 0 : 1);
    const int any = __syncthreads_or(0);
    if (thread() == 0) got = {all, any};
  }));

  EXPECT_THAT(got, testing::ElementsAre(0, 0));
}

// Kernels stand outside of the macros: all of a macro's argument is on one line.
TEST(BarrierTest, TwoLinesAtOnceAreADivergence) {
  const auto halves_apart = [] {
    if (thread() < 32) {
      __syncthreads();
    } else {
      __syncthreads();
    }
  };

  EXPECT_EQ(fault_of(64, halves_apart), "barrier-divergence");
}

TEST(BarrierTest, TwoCallsOnOneLineAreADivergence) {
  EXPECT_EQ(fault_of(64, [] { thread() < 32 ? __syncthreads_and(1) : __syncthreads_or(1); }),
            "barrier-divergence");
}

TEST(BarrierTest, ThreadsThatLeftAreMissed) {
  const auto leave_before = [] {
    if (thread() >= 40) return;
    __syncthreads();
  };
  const auto leave_while_others_wait = [] {
    if (thread() >= 5) __syncthreads();
  };

  EXPECT_EQ(fault_of(64, leave_before), "barrier-after-exit");
  EXPECT_EQ(fault_of(64, leave_while_others_wait), "barrier-after-exit");
}

TEST(BarrierTest, AWarpThatWaitsForLanesAtTheBarrierIsADeadlock) {
  EXPECT_EQ(fault_of(64,
                     [] {
                       if (thread() == 3) __syncwarp();
                       __syncthreads();
                     }),
            "deadlock");
}

}  // namespace
}  // namespace emu
