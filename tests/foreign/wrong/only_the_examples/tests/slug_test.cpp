#include <gtest/gtest.h>

#include "text/text.h"

TEST(SlugTest, PunctuationBecomesOneDash) {
  EXPECT_EQ(text::slug("a, b!"), "a-b");
}
