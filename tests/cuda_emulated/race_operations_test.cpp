// Copies that race, and how a race and a place in the program are told.
#include <gmock/gmock.h>

#include "check/program.h"
#include "cuda_emulated/device_memory.h"

extern "C" void __tsan_write_range(void* at, unsigned long bytes);
extern "C" __attribute__((noinline)) int plain_name() {
  return 3;
}

namespace emu {
namespace {

using test::MemoryTest;
using test::thread;
using testing::HasSubstr;

class RaceOperationsTest : public MemoryTest {
 protected:
  void SetUp() override {
    MemoryTest::SetUp();
    fill();
    testing::internal::CaptureStderr();
  }
  static std::string told() {
    forget_faults();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(RaceOperationsTest, ACopyRacesWithAKernelOfAnotherStream) {
  unsigned host = 0;
  const Clock before = clock_;
  launch([&] { __tsan_write4(word(0)); });

  copied(&host, word(0), 4, {2, ++clock_[2]}, before);

  EXPECT_EQ(latest_kind(), "race-streams");
  EXPECT_THAT(told(), HasSubstr("a read of a copy or memset are not ordered: no event"));
  clock_[2] = 0;
}

TEST_F(RaceOperationsTest, AFillRacesWithACopyOfAnotherStream) {
  unsigned host = 0;
  const Clock before = clock_;
  copied(&host, word(0), 4, next(), clock_);

  filled(word(0), 4, {2, ++clock_[2]}, before);

  EXPECT_EQ(latest_kind(), "race-streams");
  EXPECT_THAT(told(), HasSubstr("a read of a copy or memset and a write of a copy or memset"));
  clock_[2] = 0;
}

TEST_F(RaceOperationsTest, ACopyThatRacesInManyWordsIsToldOnce) {
  std::array<unsigned, 2> host{};
  const Clock before = clock_;
  launch([&] { __tsan_write4(word(0)); });
  launch([&] { __tsan_write4(word(1)); });

  copied(host.data(), word(0), 8, {2, ++clock_[2]}, before);

  EXPECT_EQ(faults_reported(), 1);
  EXPECT_NE(told(), "");
  clock_[2] = 0;
}

TEST_F(RaceOperationsTest, RangesThatAreWrittenTwiceRaceWhateverTheirValues) {
  launch([&] { __tsan_write_range(word(0), 64); }, 2);

  EXPECT_EQ(latest_kind(), "race-global");
  EXPECT_NE(told(), "");
}

TEST_F(RaceOperationsTest, AnAtomicIsToldAsOne) {
  launch(
      [&] {
        if (thread() == 0) {
          __tsan_write4(word(0));
          *word(0) += 1;
        } else {
          __tsan_atomic32_fetch_add(word(0), 1, 0);
        }
      },
      2);

  EXPECT_EQ(latest_kind(), "race-global");
  EXPECT_THAT(told(), HasSubstr("a write of thread (0,0,0) of block (0,0,0)"));
}

TEST(ProgramTest, AFunctionIsNamedAsTheLanguageSpellsIt) {
  void (*const fail)() = forget_faults;

  EXPECT_EQ(function_at(reinterpret_cast<const void*>(plain_name)), "plain_name");
  EXPECT_EQ(function_at(reinterpret_cast<const void*>(fail)), "emu::forget_faults()");
  EXPECT_EQ(function_at(nullptr), "");
}

TEST(ProgramTest, OnlyCodeOfTheProgramHasASite) {
  const int local = 0;

  EXPECT_EQ(site_of(&local), 0U);
  EXPECT_NE(site_of(reinterpret_cast<const void*>(plain_name)), 0U);
  EXPECT_EQ(line_of_site(0).file, "");
}

TEST(ProgramTest, FilesOfTheEmulatorAndOfTheSystemAreForeign) {
  EXPECT_TRUE(is_foreign("/a/emulator/core/grid.cpp"));
  EXPECT_TRUE(is_foreign("/opt/cuda/include/cuda_fp16.hpp"));
  EXPECT_TRUE(is_foreign("/usr/include/c++/12/tuple"));
  EXPECT_FALSE(is_foreign("/a/usr/sum.cu"));
}

}  // namespace
}  // namespace emu
