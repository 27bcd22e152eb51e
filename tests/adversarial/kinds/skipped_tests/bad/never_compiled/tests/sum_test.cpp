#if 0
#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AddsAFew) {
  const std::vector<float> x = {1, 2, 3};

  EXPECT_EQ(tiny::sum(x), 6.0F);
}
#endif
