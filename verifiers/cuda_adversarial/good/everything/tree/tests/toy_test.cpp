#include <gtest/gtest.h>

#include "toy/device.h"

TEST(ToyTest, WhatIsMovedThereAndBackIsTheSame) {
  const std::vector<float> values{1, -2, 3};

  EXPECT_EQ(toy::to_host(toy::to_device(values)), values);
}

TEST(ToyTest, ASumOfNothingIsZero) {
  EXPECT_EQ(toy::to_host(toy::sum(toy::to_device({}))), std::vector<float>{0});
}
