// The rule of races on a single cell: who touches it, in which interval.
#include <gtest/gtest.h>

#include "check/operations.h"
#include "check/race.h"
#include "core/order.h"

namespace emu {
namespace {

class RaceRuleTest : public testing::Test {
 protected:
  void SetUp() override {
    ++tick_;
    begin_operation({1, tick_}, {0, tick_}, 1);
  }

  static Toucher thread(std::uint32_t warp, std::uint32_t lane, Entry flags = 0) {
    return {make_entry(current_interval, warp, lane, warp_clock(warp, lane), flags), 0, 1};
  }
  static void next_block() { block_begin = next_interval(); }

  Trouble touch(Touch how, const Toucher& who) { return touch_cell(cell_, how, who).trouble; }
  Trouble write(std::uint32_t warp, std::uint32_t lane) {
    return touch(Touch::write, thread(warp, lane));
  }
  Trouble read(std::uint32_t warp, std::uint32_t lane) {
    return touch(Touch::read, thread(warp, lane));
  }
  Trouble add(std::uint32_t warp, std::uint32_t lane) {
    return touch(Touch::atomic, thread(warp, lane, kAtomic));
  }

  Cell cell_;
  static std::uint64_t tick_;
};
std::uint64_t RaceRuleTest::tick_ = 0;

TEST_F(RaceRuleTest, WhatNobodyWroteIsUninitialised) {
  EXPECT_EQ(read(0, 0), Trouble::uninitialised);
  EXPECT_EQ(add(0, 0), Trouble::uninitialised);
}

TEST_F(RaceRuleTest, AThreadIsInOrderWithItself) {
  EXPECT_EQ(write(1, 2), Trouble::none);
  EXPECT_EQ(read(1, 2), Trouble::none);
  EXPECT_EQ(write(1, 2), Trouble::none);
}

TEST_F(RaceRuleTest, TwoThreadsOfOneIntervalAreNot) {
  write(0, 0);

  EXPECT_EQ(read(0, 1), Trouble::write_read);
  EXPECT_EQ(read(1, 0), Trouble::write_read);
  EXPECT_EQ(write(0, 0), Trouble::read_write);
}

TEST_F(RaceRuleTest, ABarrierOrdersThem) {
  write(0, 0);

  next_interval();

  EXPECT_EQ(read(1, 1), Trouble::none);
  next_interval();
  EXPECT_EQ(write(2, 2), Trouble::none);
}

TEST_F(RaceRuleTest, ABarrierOrdersNoOtherBlock) {
  write(0, 0);

  next_block();

  EXPECT_EQ(write(0, 1), Trouble::write_write);
  next_block();
  EXPECT_EQ(read(0, 1), Trouble::write_read);
}

TEST_F(RaceRuleTest, ReadersNeedNoOrder) {
  write(0, 0);
  next_interval();

  for (std::uint32_t lane = 0; lane < 32; ++lane) EXPECT_EQ(read(lane % 4, lane), Trouble::none);
}

TEST_F(RaceRuleTest, AWriterIsAfterAllReadersOrNone) {
  write(0, 0);
  next_interval();
  read(0, 1);
  read(0, 2);

  EXPECT_EQ(write(0, 2), Trouble::read_write);
}

TEST_F(RaceRuleTest, AReaderOfAnotherWarpIsRemembered) {
  write(0, 0);
  next_interval();
  read(3, 1);
  read(0, 2);

  EXPECT_EQ(write(0, 2), Trouble::read_write);
}

TEST_F(RaceRuleTest, AReaderOfAnotherBlockIsRememberedThroughBarriers) {
  write(0, 0);
  ++tick_;
  begin_operation({1, tick_}, {0, tick_}, 2);
  read(0, 0);
  next_block();
  read(0, 0);
  next_interval();
  read(0, 0);

  EXPECT_EQ(write(0, 0), Trouble::read_write);
}

TEST_F(RaceRuleTest, ASynchronisedWarpIsInOrder) {
  write(0, 0);
  join_lanes(0, ~0U);

  EXPECT_EQ(read(0, 5), Trouble::none);
  EXPECT_EQ(read(0, 6), Trouble::none);
  EXPECT_EQ(write(0, 7), Trouble::read_write);
  join_lanes(0, ~0U);
  EXPECT_EQ(write(0, 8), Trouble::none);
}

TEST_F(RaceRuleTest, LanesThatDidNotSynchroniseStayOutside) {
  write(0, 0);
  join_lanes(0, 0x0000000f);

  EXPECT_EQ(read(0, 3), Trouble::none);
  EXPECT_EQ(read(0, 4), Trouble::write_read);
}

TEST_F(RaceRuleTest, AtomicsNeedNoOrderAmongThemselves) {
  write(0, 0);
  next_interval();

  EXPECT_EQ(add(0, 1), Trouble::none);
  EXPECT_EQ(add(5, 1), Trouble::none);
  EXPECT_EQ(read(5, 1), Trouble::write_read);
}

TEST_F(RaceRuleTest, AnAtomicAndAPlainWriteDo) {
  write(0, 0);
  EXPECT_EQ(add(0, 1), Trouble::write_write);
  next_interval();
  add(0, 1);
  EXPECT_EQ(write(0, 2), Trouble::write_write);
}

TEST_F(RaceRuleTest, APlainWriteIsNotHiddenByAnAtomicOfItsOwnThread) {
  write(0, 0);
  EXPECT_EQ(add(0, 0), Trouble::none);

  EXPECT_EQ(add(0, 1), Trouble::write_write);
}

TEST_F(RaceRuleTest, AnOperationThatWasNotSeenIsNotBefore) {
  write(0, 0);

  begin_operation({2, 1}, {0, 0, 1}, 2);
  EXPECT_EQ(read(0, 0), Trouble::write_read);
  begin_operation({3, 1}, {0, tick_, 1, 1}, 3);
  EXPECT_EQ(read(0, 0), Trouble::none);
}

}  // namespace
}  // namespace emu
