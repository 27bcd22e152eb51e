#include <gtest/gtest.h>

#include "tiny/tiny.h"

TEST(VersionTest, TheVersionIsThatOfTheBuildFile) {
  EXPECT_EQ(tiny::version(), TINY_VERSION);
}
