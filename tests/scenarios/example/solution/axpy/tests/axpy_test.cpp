#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "tiny/tiny.h"

TEST(AxpyTest, ScalesAndAdds) {
  const std::vector<float> x = {1, 2};
  const std::vector<float> y = {10, 20};

  EXPECT_EQ(tiny::axpy(3, x, y), (std::vector<float>{13, 26}));
}

TEST(AxpyTest, SizesThatDifferThrow) {
  const std::vector<float> x = {1};

  EXPECT_THROW((void)tiny::axpy(1, x, {}), std::invalid_argument);
}
