#include "tw/version.h"

#include <gtest/gtest.h>

TEST(VersionTest, TheVersionIsThatOfTheBuildFile) {
  EXPECT_EQ(tw::version(), TW_VERSION);
}
