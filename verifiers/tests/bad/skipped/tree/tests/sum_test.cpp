#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, IsNotRun) {
  GTEST_SKIP() << "another time";
}
