#include "emu/warp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "cuda_emulated/kernels.h"

namespace emu {
namespace {

using test::fault_of;
using test::thread;

constexpr unsigned kAll = 0xffffffffU;

// What each lane of a warp gets.
template <class T, class Body>
std::array<T, 32> each_lane(Body body) {
  std::array<T, 32> got{};
  const cudaError_t error = test::run(
      1, 32, [&] { got[static_cast<std::size_t>(thread())] = static_cast<T>(body(thread())); });
  EXPECT_EQ(error, cudaSuccess);
  return got;
}

template <class T, class Formula>
std::array<T, 32> formula(Formula value) {
  std::array<T, 32> all{};
  for (int lane = 0; lane < 32; ++lane)
    all[static_cast<std::size_t>(lane)] = static_cast<T>(value(lane));
  return all;
}

TEST(WarpTest, AShuffleReadsTheSourceWithinItsSegment) {
  EXPECT_EQ(each_lane<int>([](int lane) { return __shfl_sync(kAll, lane * 10, 5); }),
            formula<int>([](int) { return 50; }));
  EXPECT_EQ(each_lane<int>([](int lane) { return __shfl_sync(kAll, lane, 9, 8); }),
            formula<int>([](int lane) { return lane / 8 * 8 + 1; }));
}

TEST(WarpTest, BeyondTheSegmentAShuffleGivesTheLanesOwn) {
  EXPECT_EQ(each_lane<float>(
                [](int lane) { return __shfl_up_sync(kAll, static_cast<float>(lane), 3, 16); }),
            formula<float>([](int lane) { return lane % 16 < 3 ? lane : lane - 3; }));
  EXPECT_EQ(each_lane<double>([](int lane) { return __shfl_down_sync(kAll, lane * 1.0, 40); }),
            formula<double>([](int lane) { return lane; }));
  EXPECT_EQ(each_lane<int>([](int lane) { return __shfl_down_sync(kAll, lane, 3, 16); }),
            formula<int>([](int lane) { return lane % 16 > 12 ? lane : lane + 3; }));
}

TEST(WarpTest, AnExclusiveOrReadsSegmentsBeforeAndNotBehind) {
  EXPECT_EQ(each_lane<int>([](int lane) { return __shfl_xor_sync(kAll, lane, 5); }),
            formula<int>([](int lane) { return lane ^ 5; }));
  EXPECT_EQ(each_lane<int>([](int lane) { return __shfl_xor_sync(kAll, lane, 16, 16); }),
            formula<int>([](int lane) { return lane < 16 ? lane : lane - 16; }));
}

TEST(WarpTest, ShufflesKeepEightBytesAndSigns) {
  EXPECT_EQ(
      each_lane<long long>([](int lane) { return __shfl_sync(kAll, -(1LL << 40) - lane, 7); }),
      formula<long long>([](int) { return -(1LL << 40) - 7; }));
  EXPECT_EQ(
      each_lane<int>([](int lane) { return __shfl_sync(kAll, static_cast<short>(-lane), 3); }),
      formula<int>([](int) { return -3; }));
}

TEST(WarpTest, VotesSeeAllLanes) {
  EXPECT_EQ(each_lane<unsigned>([](int lane) { return __ballot_sync(kAll, lane % 3 == 0); }),
            formula<unsigned>([](int) { return 0x49249249U; }));
  EXPECT_EQ(each_lane<int>([](int lane) { return __any_sync(kAll, lane == 31 ? 8 : 0); }),
            formula<int>([](int) { return 1; }));
  EXPECT_EQ(each_lane<int>([](int lane) { return __all_sync(kAll, lane != 31); }),
            formula<int>([](int) { return 0; }));
}

TEST(WarpTest, MatchesNameTheLanesWithEqualValues) {
  EXPECT_EQ(each_lane<unsigned>([](int lane) { return __match_any_sync(kAll, lane / 16); }),
            formula<unsigned>([](int lane) { return lane < 16 ? 0xffffU : 0xffff0000U; }));
  EXPECT_EQ(each_lane<unsigned>([](int) {
              int equal = 7;
              const unsigned mask = __match_all_sync(kAll, 4.5, &equal);
              return mask == kAll && equal == 1 ? 1U : 0U;
            }),
            formula<unsigned>([](int) { return 1; }));
  EXPECT_EQ(each_lane<unsigned>([](int lane) {
              int equal = 7;
              return __match_all_sync(kAll, lane, &equal) + static_cast<unsigned>(equal);
            }),
            formula<unsigned>([](int) { return 0; }));
}

TEST(WarpTest, ReductionsFoldAllLanes) {
  const auto all = [](auto value) { return formula<long>([value](int) { return value; }); };
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_add_sync(kAll, l); }), all(496));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_min_sync(kAll, l - 9); }), all(-9));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_max_sync(kAll, l - 40); }), all(-9));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_min_sync(kAll, 0U - l); }), all(0));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_max_sync(kAll, 7U + l); }), all(38));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_add_sync(kAll, 1U + l * 0); }), all(32));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_and_sync(kAll, 96U + l); }), all(96));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_or_sync(kAll, 1U << l % 4); }), all(15));
  EXPECT_EQ(each_lane<long>([](int l) { return __reduce_xor_sync(kAll, 1U << l % 31); }),
            all(0x7ffffffe));
}

TEST(WarpTest, ActiveLanesAreTheCallerAlone) {
  EXPECT_EQ(each_lane<unsigned>([](int) { return __activemask(); }),
            formula<unsigned>([](int lane) { return 1U << lane; }));
}

TEST(WarpTest, HalvesOfAWarpMeetApart) {
  EXPECT_EQ(each_lane<int>([](int lane) {
              if (lane < 16) return __shfl_sync(0x0000ffffU, lane, 3);
              return __shfl_sync(0xffff0000U, lane, 20);
            }),
            formula<int>([](int lane) { return lane < 16 ? 3 : 20; }));
}

TEST(WarpTest, ALaneThatHasLeftMayBeNamedAndNotRead) {
  int sum = 0;

  const cudaError_t error = test::run(1, 32, [&] {
    if (thread() >= 20) return;
    const unsigned votes = __ballot_sync(kAll, 1);
    if (thread() == 0) sum = __builtin_popcount(votes);
  });

  EXPECT_EQ(error, cudaSuccess);
  EXPECT_EQ(sum, 20);
}

TEST(WarpTest, LanesThatWaitGoOnWhenTheLastOneLeaves) {
  int released = 0;

  const cudaError_t error = test::run(1, 32, [&] {
    if (thread() == 31) return;
    __syncwarp();
    ++released;
  });

  EXPECT_EQ(error, cudaSuccess);
  EXPECT_EQ(released, 31);
}

TEST(WarpTest, MasksThatCannotBeRightAreFaults) {
  EXPECT_EQ(fault_of(32, [] { __syncwarp(0x0000ffffU); }), "mask-without-caller");
  EXPECT_EQ(fault_of(40, [] { __syncwarp(); }), "mask-missing-lanes");

  EXPECT_EQ(fault_of(32, [] { __syncwarp(thread() == 0 ? kAll : 0x7fffffffU << (thread() / 31)); }),
            "mask-mismatch");
}

TEST(WarpTest, SourcesThatAreNotThereAreFaults) {
  EXPECT_EQ(fault_of(32, [] { __shfl_sync(0x3U << (thread() / 2 * 2), 1, 9); }),
            "shuffle-outside-mask");
  EXPECT_EQ(fault_of(32,
                     [] {
                       if (thread() == 5) return;
                       __shfl_sync(kAll, 1, 5);
                     }),
            "shuffle-exited-lane");
  EXPECT_EQ(fault_of(32, [] { __shfl_sync(kAll, 1, 0, 3); }), "shuffle-width");
  EXPECT_EQ(fault_of(32, [] { __shfl_sync(kAll, 1, 0, 64); }), "shuffle-width");
  EXPECT_EQ(fault_of(32, [] { __shfl_sync(kAll, 1, 0, 0); }), "shuffle-width");
}

TEST(WarpTest, OneMaskInTwoPlacesIsADivergenceUnlessItOnlySynchronises) {
  const auto vote = [] {
    if (thread() < 16) {
      __any_sync(kAll, 1);
    } else {
      __any_sync(kAll, 1);
    }
  };
  const auto synchronise = [] {
    if (thread() < 16) {
      __syncwarp();
    } else {
      __syncwarp();
    }
  };

  EXPECT_EQ(fault_of(32, vote), "warp-divergence");
  EXPECT_EQ(fault_of(32, synchronise), "");
}

}  // namespace
}  // namespace emu
