#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, LeavesATerabyte) {
  std::ofstream file("terabyte");
  file.seekp(std::streamoff{1} << 40);
  file << "end" << std::flush;
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
