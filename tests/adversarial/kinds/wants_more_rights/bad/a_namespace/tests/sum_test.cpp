#include <gtest/gtest.h>
#include <sched.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, IsRootInItsOwnWorld) {
  EXPECT_EQ(unshare(CLONE_NEWUSER | CLONE_NEWNS), 0);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
