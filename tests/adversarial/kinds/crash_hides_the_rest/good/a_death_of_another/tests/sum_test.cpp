#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(SumTest, AddsNone) {
  EXPECT_DEATH(__builtin_trap(), "");
  EXPECT_EQ(tiny::sum({}), 0.0F);
}
