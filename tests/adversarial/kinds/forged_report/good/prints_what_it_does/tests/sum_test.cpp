#include <gtest/gtest.h>

#include <cstdio>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AddsAFew) {
  const std::vector<float> x = {1, 2, 3};
  std::puts("[  PASSED  ] is only a word here");

  EXPECT_EQ(tiny::sum(x), 6.0F);
}
