#include <gtest/gtest.h>

#include <array>

#include "check/entry.h"
#include "check/shadow.h"

namespace emu {
namespace {

TEST(EntryTest, TheLanesOfAnEntryAreATree) {
  EXPECT_EQ(common_lanes(32 + 4, 32 + 5), 18U);
  EXPECT_EQ(first_lane(18), 4U);
  EXPECT_EQ(lane_count(18), 2U);
  EXPECT_EQ(common_lanes(32 + 0, 32 + 31), 1U);
  EXPECT_EQ(first_lane(1), 0U);
  EXPECT_EQ(lane_count(1), 32U);
  EXPECT_EQ(first_lane(common_lanes(32 + 17, 18 / 2)), 0U);
}

TEST(EntryTest, WhatIsPackedComesBack) {
  const Entry e = make_entry((1ULL << 34) - 1, 31, 30, 32767, kByLaunch);

  EXPECT_EQ(interval_of(e), (1ULL << 34) - 1);
  EXPECT_EQ(warp_of(e), 31U);
  EXPECT_EQ(first_lane(lanes_of(e)), 30U);
  EXPECT_EQ(clock_of(e), 32767U);
  EXPECT_EQ(e & 15, kByLaunch);
}

TEST(ShadowTest, CellsBecomeFinerAtTheFirstNarrowAccess) {
  alignas(8) std::array<char, 64> memory{};
  Shadow shadow(memory.data(), memory.size());
  shadow.cells(&memory[8], 8).begin->write = 7;
  EXPECT_EQ(shadow.cell_bytes(), 4U);

  const Shadow::Span halves = shadow.cells(&memory[10], 2);

  EXPECT_EQ(shadow.cell_bytes(), 2U);
  EXPECT_EQ(halves.begin->write, 7U);
  EXPECT_EQ(halves.end - halves.begin, 1);
  EXPECT_EQ(shadow.cells(&memory[12], 2).begin->write, 0U);
  EXPECT_EQ(shadow.cells(&memory[9], 1).begin->write, 7U);
  EXPECT_EQ(shadow.cell_bytes(), 1U);
}

TEST(ShadowTest, AReadIsKnownToEachOfTheFinerCells) {
  alignas(8) std::array<char, 64> memory{};
  Shadow shadow(memory.data(), memory.size());
  shadow.cells(&memory[8], 4).begin->read = 7;

  EXPECT_EQ(shadow.cells(&memory[11], 1).begin->read, 7U);
}

TEST(ShadowDeathTest, AShadowThatIsTooLargeEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const int here = 0;
  EXPECT_EXIT(Shadow(&here, std::size_t{1} << 58), testing::ExitedWithCode(3),
              "emulator: no memory for a shadow of");
}

}  // namespace
}  // namespace emu
