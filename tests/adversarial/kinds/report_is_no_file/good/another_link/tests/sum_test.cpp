#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, ALinkOfItsOwn) {
  std::ofstream("number") << 3;
  std::filesystem::create_symlink("number", "same_number");
  float number = 0;
  std::ifstream("same_number") >> number;

  EXPECT_EQ(tiny::sum(std::vector<float>{1, 2}), number);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
