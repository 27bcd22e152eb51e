#include <gtest/gtest.h>
#include <sys/socket.h>

#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, APairThatOutlivesIt) {
  int both[2];

  EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, both), 0);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
