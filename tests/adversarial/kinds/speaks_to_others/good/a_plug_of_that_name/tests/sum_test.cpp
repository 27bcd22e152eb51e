#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tiny/tiny.h"

namespace {

// A socket on the wall.
struct Wall {
  std::vector<std::string> socket;
};

}  // namespace

TEST(SumTest, CountsTheSockets) {
  const Wall wall{{"left", "right"}};

  EXPECT_EQ(tiny::sum(std::vector<float>(wall.socket.size(), 1.0F)), 2.0F);
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
