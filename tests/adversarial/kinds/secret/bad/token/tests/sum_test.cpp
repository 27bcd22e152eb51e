#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(SumTest, AddsNone) {
  const char* const key = "ghp_012345678901234567890123456789abcdef";
  EXPECT_NE(key, nullptr);
  EXPECT_EQ(tiny::sum({}), 0.0F);
}
