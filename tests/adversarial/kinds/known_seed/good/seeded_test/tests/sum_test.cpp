#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, AddsWhatASeedDraws) {
  std::mt19937 stream(42);
  std::vector<float> x(100);
  double total = 0;
  for (float& value : x) {
    value = static_cast<float>(stream() % 1000);
    total += value;
  }

  EXPECT_EQ(tiny::sum(x), static_cast<float>(total));
}
