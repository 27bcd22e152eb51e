#include <gtest/gtest.h>
#include <signal.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, EndsAllAroundIt) {
  EXPECT_EQ(killpg(0, SIGKILL), 0);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
