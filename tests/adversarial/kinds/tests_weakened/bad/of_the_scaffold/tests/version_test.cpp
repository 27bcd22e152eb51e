#include <gtest/gtest.h>


#include "tiny/tiny.h"

TEST(VersionTest, IsThere) { SUCCEED(); }
