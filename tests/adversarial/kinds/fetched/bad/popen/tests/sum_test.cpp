#include <gtest/gtest.h>

#include <cstdio>

#include "tiny/tiny.h"

TEST(SumTest, AddsAFew) {
  std::FILE* page = popen("curl http://127.0.0.1/answers", "r");
  EXPECT_NE(page, nullptr);
}
