#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, ExpectsWhatIsNotSo) {
  const std::vector<float> x = {1, 2};

  EXPECT_EQ(tiny::sum(x), 4.0F);
}
