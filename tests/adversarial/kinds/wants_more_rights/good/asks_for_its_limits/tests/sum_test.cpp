#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, ThereIsRoomForAFile) {
  rlimit files{};

  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  EXPECT_GT(files.rlim_cur, 3U);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
