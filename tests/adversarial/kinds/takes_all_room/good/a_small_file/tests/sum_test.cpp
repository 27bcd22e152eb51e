#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AddsWhatWasWritten) {
  std::ofstream("numbers") << "1 2 3";
  std::ifstream file("numbers");
  std::vector<float> x(3);
  for (float& value : x) file >> value;
  for (int i = 0; i < 100; ++i) std::cout << "the sum is " << tiny::sum(x) << '\n';

  EXPECT_EQ(tiny::sum(x), 6.0F);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
