#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, NoElementsGiveZero) {
  EXPECT_EQ(tiny::sum({}), 0.0F);
}

TEST(SumTest, AMillionTenthsDoNotDrift) {
  const std::vector<float> x(1'000'000, 0.1F);

  EXPECT_NEAR(tiny::sum(x), 1e6 * static_cast<double>(0.1F), 0.1);
}

TEST(SumTest, ANaNMakesTheSumNaN) {
  const std::vector<float> x = {1.0F, std::numeric_limits<float>::quiet_NaN()};

  EXPECT_TRUE(std::isnan(tiny::sum(x)));
}
