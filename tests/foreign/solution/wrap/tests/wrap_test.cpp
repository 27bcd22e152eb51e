#include <gtest/gtest.h>

#include "text/text.h"

TEST(WrapTest, LinesAreFilled) {
  EXPECT_EQ(text::wrap("a b c", 3), "a b\nc");
}

TEST(WrapTest, TheEmptyTextHasNoLines) {
  EXPECT_EQ(text::lines("", 3), 0);
}
