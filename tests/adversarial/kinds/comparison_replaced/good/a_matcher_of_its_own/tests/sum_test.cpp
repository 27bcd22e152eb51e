#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

bool is_near(float left, float right) { return left <= right && right <= left; }

TEST(SumTest, AddsAFew) {
  const std::vector<float> x = {1, 2, 3};

  EXPECT_TRUE(is_near(tiny::sum(x), 6.0F));
}
