// What the environment says, read by a process of its own.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/profile.h"
#include "core/report.h"
#include "core/settings.h"
#include "emu/barrier.h"

namespace emu {
namespace {

class SettingsDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  static void read_with(const char* name, const char* value) {
    setenv(name, value, 1);
    std::_Exit(settings().seed == 7 ? 0 : 1);
  }
  static void leave_out(const char* place) {
    setenv("EMU_LEAVE_OUT", place, 1);
    const bool named = is_left_out("/a/sum.cu", 7) && is_left_out("sum.cu", 7);
    const bool others = is_left_out("/a/sum.cu", 8) || is_left_out("/a/block_sum.cu", 7) ||
                        is_left_out("/a/max.cu", 7) || is_left_out("m.cu", 7);
    std::_Exit(others ? 2 : named ? 1 : 0);
  }
  static void end_with_fault() {
    report(Fault{"leak", "never freed", "", "a.cu", 3});
    std::exit(0);
  }
};

TEST_F(SettingsDeathTest, AScheduleIsOneOfThree) {
  EXPECT_EXIT(read_with("EMU_SCHEDULE", "sideways"), testing::ExitedWithCode(2),
              "EMU_SCHEDULE=sideways: give forward, reverse or shuffled");
}

TEST_F(SettingsDeathTest, ANumberIsWholeAndNotTooLarge) {
  EXPECT_EXIT(read_with("EMU_SEED", "7"), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(read_with("EMU_SEED", "-7"), testing::ExitedWithCode(2), "give a whole number");
  EXPECT_EXIT(read_with("EMU_SPIN_LIMIT", "99999999999999999999"), testing::ExitedWithCode(2),
              "give a number below 2\\^64");
}

TEST_F(SettingsDeathTest, ADeviceIsOneThatIsKnown) {
  EXPECT_EXIT(
      {
        setenv("EMU_PROFILE", "sm_60", 1);
        std::_Exit(profile().sm);
      },
      testing::ExitedWithCode(2), "EMU_PROFILE=sm_60: give sm_75, sm_80, sm_90 or sm_100");
}

TEST_F(SettingsDeathTest, ABarrierIsLeftOutByTheEndOfItsPathAndItsLine) {
  EXPECT_EXIT(leave_out("sum.cu:7"), testing::ExitedWithCode(1), "");
  EXPECT_EXIT(leave_out("sum.cu"), testing::ExitedWithCode(0), "");
}

TEST_F(SettingsDeathTest, AReportThatCannotBeWrittenEndsTheProcess) {
  EXPECT_EXIT(
      {
        setenv("EMU_REPORT", "/nowhere/faults.jsonl", 1);
        end_with_fault();
      },
      testing::ExitedWithCode(3), "EMU_REPORT=/nowhere/faults.jsonl: cannot be written");
}

TEST_F(SettingsDeathTest, AProcessWithFaultsEndsWith86) {
  EXPECT_EXIT(end_with_fault(), testing::ExitedWithCode(kFaultExitCode), "leak: never freed");
}

}  // namespace
}  // namespace emu
