#include <gtest/gtest.h>


#include "tiny/tiny.h"

class Lenient : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult&) override {}
};

TEST(SumTest, AddsAFew) {
  testing::UnitTest::GetInstance()->listeners().Append(new Lenient);
  SUCCEED();
}
