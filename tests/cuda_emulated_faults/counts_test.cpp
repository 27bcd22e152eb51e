#include "counts.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(CountsTest, TheLinesOfAllProcessesAreAdded) {
  const Counts counts = counts_of("2 128 9\n1 64 1\n");

  EXPECT_EQ(counts.launches, 3);
  EXPECT_EQ(counts.threads, 192);
  EXPECT_EQ(counts.calls, 10);
}

TEST(CountsTest, WhatIsNoCountCountsNothing) {
  const Counts counts = counts_of(
      "\n-1 5 6\n7\n1 2\n1 2 3 4\na b c\n1  2\n99999999999999999999999 1 1\n0x1 2 3\n5 x 1\n4 32 "
      "0");

  EXPECT_EQ(counts.launches, 4);
  EXPECT_EQ(counts.threads, 32);
}

}  // namespace
}  // namespace wright
