#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tiny/tiny.h"

TEST(SumTest, TakesItsTime) {
  std::this_thread::sleep_for(std::chrono::hours(1));
}
