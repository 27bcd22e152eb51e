#include <gtest/gtest.h>

#include "core/order.h"

namespace emu {
namespace {

TEST(WarpOrderTest, BeforeASynchronisationALaneKnowsOnlyItself) {
  next_interval();

  EXPECT_TRUE(warp_knows(0, 3, 3, 1, 0));
  EXPECT_FALSE(warp_knows(0, 3, 4, 1, 0));
}

TEST(WarpOrderTest, ASynchronisationTellsTheLanesOfItsMask) {
  next_interval();

  join_lanes(0, 0x0000000f);

  EXPECT_TRUE(warp_knows(0, 3, 0, 4, 0));
  EXPECT_FALSE(warp_knows(0, 3, 4, 1, 0));
  EXPECT_FALSE(warp_knows(1, 3, 0, 1, 0));
}

TEST(WarpOrderTest, WhatComesAfterItIsNotKnown) {
  next_interval();
  join_lanes(0, ~0U);

  const std::uint16_t now = warp_clock(0, 5);

  EXPECT_EQ(now, 1);
  EXPECT_FALSE(warp_knows(0, 3, 5, 1, now));
  join_lanes(0, ~0U);
  EXPECT_TRUE(warp_knows(0, 3, 5, 1, now));
}

TEST(WarpOrderTest, KnowledgeIsPassedOn) {
  next_interval();

  join_lanes(0, 0b0011);
  join_lanes(0, 0b0110);

  EXPECT_TRUE(warp_knows(0, 2, 0, 1, 0));
  EXPECT_FALSE(warp_knows(0, 0, 2, 1, 0));
}

TEST(WarpOrderTest, ABarrierOfTheBlockStartsAnew) {
  next_interval();
  join_lanes(0, ~0U);

  next_interval();

  EXPECT_EQ(warp_clock(0, 5), 0);
  EXPECT_FALSE(warp_knows(0, 3, 5, 1, 0));
}

}  // namespace
}  // namespace emu
