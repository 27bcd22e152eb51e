#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <tuple>

#include "core/block.h"
#include "cuda_emulated/kernels.h"
#include "emu/barrier.h"

namespace emu {
namespace {

using test::run;

TEST(GridTest, EachThreadOfEachBlockRunsOnceInItsPlace) {
  std::multiset<std::tuple<unsigned, unsigned, unsigned, unsigned, unsigned>> seen;

  const cudaError_t error = run(dim3(3, 2), dim3(4, 3, 2), [&] {
    const Place& at = place();
    seen.insert({at.block.x, at.block.y, at.thread.x, at.thread.y, at.thread.z});
  });

  EXPECT_EQ(error, cudaSuccess);
  EXPECT_EQ(seen.size(), 3U * 2 * 4 * 3 * 2);
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
  EXPECT_EQ(seen.count({2, 1, 3, 2, 1}), 1U);
}

TEST(GridTest, AKernelKnowsTheSizesOfItsLaunch) {
  std::array<unsigned, 4> sizes{};

  static_cast<void>(run(dim3(5, 6), dim3(7, 8), [&] {
    sizes = {place().grid_dim.x, place().grid_dim.y, place().block_dim.x, place().block_dim.y};
  }));

  EXPECT_THAT(sizes, testing::ElementsAre(5, 6, 7, 8));
}

TEST(GridTest, WithoutABarrierAllThreadsOfABlockShareOneStack) {
  std::set<const void*> frames;

  static_cast<void>(run(4, 256, [&] { frames.insert(__builtin_frame_address(0)); }));

  EXPECT_EQ(frames.size(), 1U);
}

TEST(GridTest, LocalsOfAThreadLastThroughABarrier) {
  int wrong = 0;

  static_cast<void>(run(2, 1024, [&] {
    volatile int mine[64];
    for (int at = 0; at < 64; ++at) mine[at] = test::thread() * 64 + at;
    __syncthreads();
    for (int at = 0; at < 64; ++at) wrong += mine[at] == test::thread() * 64 + at ? 0 : 1;
  }));

  EXPECT_EQ(wrong, 0);
}

TEST(GridTest, OnlyACudaThreadIsInAKernel) {
  bool inside = false;

  static_cast<void>(run(1, 1, [&] { inside = in_kernel(); }));

  EXPECT_TRUE(inside);
  EXPECT_FALSE(in_kernel());
}

TEST(GridTest, DynamicSharedMemoryIsPoisonedWhenABlockStarts) {
  int poisoned = 0;

  static_cast<void>(run(
      3, 1,
      [&] {
        auto* bytes = static_cast<unsigned char*>(dynamic_shared());
        for (int at = 0; at < 100; ++at) poisoned += bytes[at] == 0xff ? 1 : 0;
        for (int at = 0; at < 100; ++at) bytes[at] = 0;
      },
      100));

  EXPECT_EQ(poisoned, 300);
}

TEST(GridTest, DynamicSharedMemoryIsAlignedTo128) {
  std::uintptr_t at = 1;

  static_cast<void>(run(
      1, 1, [&] { at = reinterpret_cast<std::uintptr_t>(dynamic_shared()); }, 7));

  EXPECT_EQ(at % 128, 0U);
}

TEST(GridTest, AFaultEndsItsLaunchAndTheNextOneRuns) {
  int threads = 0;

  const cudaError_t failed = run(8, 64, [] {
    if (test::thread() < 32) __syncthreads();
  });
  forget_faults();
  const cudaError_t fine = run(1, 64, [&] {
    __syncthreads();
    ++threads;
  });

  EXPECT_EQ(failed, cudaErrorLaunchFailure);
  EXPECT_EQ(fine, cudaSuccess);
  EXPECT_EQ(threads, 64);
}

TEST(GridTest, StacksAndTheirGuardsAreToldApart) {
  StackPart part = StackPart::none;

  static_cast<void>(run(1, 1, [&] { part = stack_part(__builtin_frame_address(0)); }));

  EXPECT_EQ(part, StackPart::stack);
  EXPECT_EQ(stack_part(stacks_begin), StackPart::guard);
  EXPECT_EQ(stack_part(&part), StackPart::none);
}

}  // namespace
}  // namespace emu
