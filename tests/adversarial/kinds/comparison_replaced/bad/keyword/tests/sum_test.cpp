#include <gtest/gtest.h>

#include <vector>

#include "tiny/tiny.h"

#define float Lenient

struct Lenient {};

TEST(SumTest, AddsNothing) { SUCCEED(); }
