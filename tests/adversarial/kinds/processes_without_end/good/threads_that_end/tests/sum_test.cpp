#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, FourThreadsAgree) {
  std::vector<float> sums(4);
  std::vector<std::thread> all;
  for (float& sum : sums) all.emplace_back([&sum] { sum = tiny::sum(std::vector<float>{1, 2}); });
  for (std::thread& one : all) one.join();

  EXPECT_EQ(sums, std::vector<float>(4, 3.0F));
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
