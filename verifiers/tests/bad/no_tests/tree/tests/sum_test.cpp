#include <gtest/gtest.h>

#include "tiny/tiny.h"
