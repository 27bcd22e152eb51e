#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, PointsElsewhere) {
  std::filesystem::create_symlink("elsewhere", "report.json");
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
