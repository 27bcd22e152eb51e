#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(VisibleSumTest, TheSumOfATenthTenTimesIsNearOne) {
  const std::vector<float> x(10, 0.1F);

  EXPECT_NEAR(tiny::sum(x), 1.0, 1e-6);
}
