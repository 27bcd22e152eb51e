#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(SumTest, AddsNone) {
  const char* const digest = "0123456789012345678901234567890123456789";
  EXPECT_NE(digest, nullptr);
  EXPECT_EQ(tiny::sum({}), 0.0F);
}
