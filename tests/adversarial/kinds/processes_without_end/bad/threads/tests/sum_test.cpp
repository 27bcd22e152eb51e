#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, WaitsInManyPlaces) {
  std::vector<std::thread> all;
  for (;;) all.emplace_back([] { std::this_thread::sleep_for(std::chrono::hours(1)); });
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
