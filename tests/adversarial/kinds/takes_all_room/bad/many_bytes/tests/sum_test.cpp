#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, LeavesManyFiles) {
  const std::string words(16 << 20, 'x');
  for (int i = 0;; ++i) std::ofstream(std::to_string(i)) << words;
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
