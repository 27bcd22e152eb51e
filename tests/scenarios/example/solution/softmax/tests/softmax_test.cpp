#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SoftmaxTest, NoElementsGiveNone) {
  EXPECT_TRUE(tiny::softmax({}).empty());
}

TEST(SoftmaxTest, LargeElementsDoNotOverflow) {
  const std::vector<float> x = {1000, 1000};

  EXPECT_EQ(tiny::softmax(x), (std::vector<float>{0.5F, 0.5F}));
}
