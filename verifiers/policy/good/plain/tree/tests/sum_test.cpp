#include "sums/sum.h"

#include <gtest/gtest.h>

TEST(SumTest, TheSumOfNothingIsZero) {
  EXPECT_EQ(sums::sum({}), 0.0F);
}
