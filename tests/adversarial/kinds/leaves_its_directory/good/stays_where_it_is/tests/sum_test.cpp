#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AFolderOfItsOwn) {
  std::filesystem::create_directories("own/folder");
  std::ofstream("own/folder/number") << tiny::sum(std::vector<float>{1, 2});
  float number = 0;
  std::ifstream("own/folder/number") >> number;

  EXPECT_EQ(number, 3.0F);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
