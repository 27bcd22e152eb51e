#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AFewElementsAddUp) {
  const std::vector<float> x = {1, 2, 3, 4.5F};

  EXPECT_EQ(tiny::sum(x), 10.5F);
}
