// Each limit that is passed ends the command and is named.
#include <gtest/gtest.h>

#include "sandbox/sandboxed.h"

namespace wright {
namespace {

class LimitsTest : public test::Sandboxed {
 protected:
  // The outcome of the line with limits that `tighten` set.
  std::string limited(const std::string& line, void (*tighten)(Limits&)) {
    Command command = shell(line);
    tighten(command.limits);
    return outcome(command);
  }
};

TEST_F(LimitsTest, TimeOnTheWall) {
  EXPECT_EQ(limited("trap '' TERM; sleep 1000",
                    [](Limits& limits) { limits.wall = std::chrono::milliseconds(300); }),
            "wall_limit");
}

TEST_F(LimitsTest, TimeOfAllProcessorsTogether) {
  EXPECT_EQ(limited("(while :; do :; done) & while :; do :; done",
                    [](Limits& limits) { limits.cpu = std::chrono::milliseconds(400); }),
            "cpu_limit");
}

TEST_F(LimitsTest, Memory) {
  EXPECT_EQ(
      limited("exec tail -n 1 /dev/zero", [](Limits& limits) { limits.memory_bytes = 64LL << 20; }),
      "memory_limit");
}

// Where processes are counted by looking, they must be there for a while.
TEST_F(LimitsTest, Processes) {
  EXPECT_EQ(limited("(for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done); sleep 1000 &"
                    "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done; exit 1",
                    [](Limits& limits) { limits.processes = 6; }),
            "processes_limit");
}

TEST_F(LimitsTest, Processors) {
  Command command = shell("nproc; taskset -p ff $$ >/tmp/said; nproc");
  command.limits.processors = 1;

  EXPECT_EQ(ran(command).out, "1\n1\n");
}

TEST_F(LimitsTest, Output) {
  EXPECT_EQ(
      limited("exec cat /dev/zero", [](Limits& limits) { limits.output_total_bytes = 1 << 20; }),
      "output_limit");
}

TEST_F(LimitsTest, OneFile) {
  Command command = shell("exec head -c 3000000 /dev/zero > /tmp/file");
  command.limits.file_bytes = 1 << 20;

  EXPECT_EQ(outcome(command), "signal 25");
}

TEST_F(LimitsTest, TheScratchSpace) {
  Command command = shell("head -c 5000000 /dev/zero > /tmp/file; stat -c %s /tmp/file");
  command.limits.tmp_bytes = 1 << 20;

  const RunReport report = ran(command);

  EXPECT_EQ(report.out, "1048576\n");
  EXPECT_NE(report.err.find("No space left"), std::string::npos) << report.err;
}

TEST_F(LimitsTest, OutputKeepsItsHeadAndItsTail) {
  Command command = shell("seq 100000");
  command.limits.output_kept_bytes = 100;

  const RunReport report = ran(command);

  EXPECT_TRUE(report.succeeded());
  EXPECT_TRUE(report.truncated);
  EXPECT_EQ(report.out.substr(0, 6), "1\n2\n3\n");
  EXPECT_EQ(report.out.substr(report.out.size() - 13), "99999\n100000\n");
  EXPECT_LT(report.out.size(), 200U);
}

TEST_F(LimitsTest, WithinItsLimitsACommandIsLeftAlone) {
  Command command = shell("head -c 3000000 /dev/zero | tail -c 1000; sleep 0.01 & wait");
  command.limits.memory_bytes = 64LL << 20;
  command.limits.processes = 6;
  command.limits.file_bytes = 1 << 20;

  EXPECT_EQ(outcome(command), "exit 0");
}

}  // namespace
}  // namespace wright
