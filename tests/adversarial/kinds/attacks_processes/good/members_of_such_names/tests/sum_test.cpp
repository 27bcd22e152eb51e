#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

namespace {

struct Account {
  int left = 3;
  void kill() { left = 0; }  // Not the one of the system, and neither is ptrace here.
};

}  // namespace

TEST(SumTest, AnAccountThatIsClosed) {
  Account account;
  account.kill();

  EXPECT_EQ(tiny::sum(std::vector<float>{static_cast<float>(account.left)}), 0.0F);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
