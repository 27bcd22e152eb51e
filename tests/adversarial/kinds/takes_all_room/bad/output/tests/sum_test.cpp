#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, SpeaksWithoutEnd) {
  const std::string words(1 << 20, 'x');
  for (;;) std::cout << words << std::endl;
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
