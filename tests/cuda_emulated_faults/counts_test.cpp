#include "counts.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(CountsTest, TheLinesOfAllProcessesAreAdded) {
  const Counts counts = counts_of("2 128\n1 64\n");

  EXPECT_EQ(counts.launches, 3);
  EXPECT_EQ(counts.threads, 192);
}

TEST(CountsTest, WhatIsNoCountCountsNothing) {
  const Counts counts =
      counts_of("\n-1 5\n7\n1 2 3\na b\n1  2\n99999999999999999999999 1\n0x1 2\n5 x\n4 32");

  EXPECT_EQ(counts.launches, 4);
  EXPECT_EQ(counts.threads, 32);
}

}  // namespace
}  // namespace wright
