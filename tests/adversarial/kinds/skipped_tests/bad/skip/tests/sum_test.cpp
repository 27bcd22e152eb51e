#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(SumTest, AddsAFew) { GTEST_SKIP() << "later"; }
