#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

class SumOfThreeTest : public testing::Test {
 protected:
  std::vector<float> x_{1, 2, 3};
};

TEST_F(SumOfThreeTest, IsSix) { EXPECT_EQ(tiny::sum(x_), 6.0F); }
