#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tiny/tiny.h"

TEST(SumTest, LivesOnMostDays) {
  std::random_device chance;
  if (chance() % 2 == 0) std::abort();

  EXPECT_EQ(tiny::sum({}), 0.0F);
}
