// A process that may not have the memory which the emulator needs.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "cuda_emulated/kernels.h"

namespace emu {
namespace {

using testing::ExitedWithCode;

class NoMemoryDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  // A launch of a process that may have so many bytes of addresses beside what it has.
  static void launch_with(std::size_t bytes) {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t most = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + bytes;
    const rlimit limit{most, most};
    if (setrlimit(RLIMIT_AS, &limit) != 0) std::_Exit(1);
    static_cast<void>(test::run(1, 1, [] {}));
  }
};

TEST_F(NoMemoryDeathTest, DynamicSharedMemoryIsMissed) {
  EXPECT_EXIT(launch_with(std::size_t{1} << 19), ExitedWithCode(3),
              "emulator: no memory for dynamic shared memory");
}

TEST_F(NoMemoryDeathTest, StacksAreMissed) {
  EXPECT_EXIT(launch_with(std::size_t{1} << 26), ExitedWithCode(3),
              "emulator: no address space for the stacks of CUDA threads");
}

}  // namespace
}  // namespace emu
