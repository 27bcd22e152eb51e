#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SoftmaxTest, EqualElementsShareTheWhole) {
  const std::vector<float> x = {2, 2};

  EXPECT_EQ(tiny::softmax(x), (std::vector<float>{0.5F, 0.5F}));
}
