#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, SkipsNothing) {
  const std::vector<float> x = {1, 0, 2};

  EXPECT_EQ(tiny::sum(x), 3.0F);
}
