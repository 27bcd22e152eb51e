#include <gtest/gtest.h>

TEST(ClipTest, ComesWithoutAFunction) {
  EXPECT_EQ(1 + 1, 2);
}
