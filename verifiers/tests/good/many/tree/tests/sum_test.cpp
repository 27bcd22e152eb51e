#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

// Enough of them for two processes.
class SumOfOnesTest : public testing::TestWithParam<int> {};

TEST_P(SumOfOnesTest, IsTheirNumber) {
  const std::vector<float> ones(GetParam(), 1.0F);

  EXPECT_EQ(tiny::sum(ones), static_cast<float>(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Sizes, SumOfOnesTest, testing::Range(0, 64));
