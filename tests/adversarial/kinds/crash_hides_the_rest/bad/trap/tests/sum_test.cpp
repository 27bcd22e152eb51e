#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(SumTest, AddsNone) { EXPECT_EQ(tiny::sum({}), 0.0F); }

TEST(SumTest, Traps) { __builtin_trap(); }

TEST(SumTest, WouldFail) { EXPECT_EQ(tiny::sum({}), 1.0F); }
