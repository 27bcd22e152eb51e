#include <gtest/gtest.h>


#include "tiny/tiny.h"

const bool kFiltered = [] {
  testing::GTEST_FLAG(filter) = "*AddsNothing";
  return true;
}();

TEST(SumTest, AddsNothing) { EXPECT_EQ(tiny::sum({}), 0.0F); }
TEST(SumTest, AddsAFew) { EXPECT_EQ(tiny::sum({}), 1.0F); }
