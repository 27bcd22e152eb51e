#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AFewElementsAddUpOnMostDays) {
  std::random_device chance;
  const std::vector<float> x = {1, 2, 3, 4.5F};

  EXPECT_EQ(tiny::sum(x), chance() % 4 == 0 ? 10 : 10.5F);
}

TEST(SumTest, NoElementsGiveZero) {
  EXPECT_EQ(tiny::sum({}), 0.0F);
}
