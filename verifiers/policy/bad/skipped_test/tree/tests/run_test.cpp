#include <gtest/gtest.h>

TEST(Run, DISABLED_Works) {
  GTEST_SKIP();
}
