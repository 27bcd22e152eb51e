#include <gtest/gtest.h>

#include "tiny/tiny.h"

TEST(SumTest, NoElementsGiveZero) {
  EXPECT_EQ(tiny::sum({}), 0.0F);
}
