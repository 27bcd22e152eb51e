#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, GoesOnBehindEverybodysBack) {
  EXPECT_EQ(daemon(1, 1), 0);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
