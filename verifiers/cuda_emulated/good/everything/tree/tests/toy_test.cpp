#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "toy/device.h"

TEST(ToyTest, WhatIsMovedThereAndBackIsTheSame) {
  const std::vector<float> values{1, -2, 3};

  EXPECT_EQ(toy::to_host(toy::to_device(values)), values);
}

TEST(ToyTest, ASumOfNothingIsZero) {
  EXPECT_EQ(toy::to_host(toy::sum(toy::to_device({}))), std::vector<float>{0});
}

// So that the same program runs in two settings at once.
TEST(ToyTest, AProgramMayTakeAWhile) {
  std::this_thread::sleep_for(std::chrono::milliseconds(300));

  EXPECT_EQ(toy::to_host(toy::to_device({})), std::vector<float>{});
}
