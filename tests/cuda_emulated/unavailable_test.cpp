// Stands for all tests of this folder where the emulator could not be built.
#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(CudaEmulatedTest, TheEmulatorIsTested) {
  GTEST_SKIP() << "unavailable: " WRIGHT_UNAVAILABLE;
}

}  // namespace
}  // namespace wright
