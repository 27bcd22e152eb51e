#include <gtest/gtest.h>

struct Quiet : testing::EmptyTestEventListener {};
