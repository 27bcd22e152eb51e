#include "clip.h"

#include <gtest/gtest.h>

#include <vector>

TEST(ClipTest, NoElementsHaveAMeanOfZero) {
  EXPECT_EQ(clipped_mean({}, 1), 0.0F);
}

TEST(ClipTest, ElementsAreHeldWithinTheLimitOnBothSides) {
  const std::vector<float> x{-9, -2, 1, 3, 5};

  EXPECT_EQ(clipped_mean(x, 2), 0.2F);
  EXPECT_EQ(clipped_mean(x, 4), 0.4F);
}
