// What a command in the sandbox sees, can do, and is reported to have done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>

#include "sandbox/sandboxed.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RunTest : public test::Sandboxed {};

std::set<std::string> mounts() {
  std::ifstream list("/proc/self/mountinfo");
  std::set<std::string> lines;
  for (std::string line; std::getline(list, line);) lines.insert(line);
  return lines;
}

TEST_F(RunTest, ExitCodesAndSignalsAreToldTruthfully) {
  EXPECT_EQ(outcome(shell("exit 0")), "exit 0");
  EXPECT_EQ(outcome(shell("exit 255")), "exit 255");
  EXPECT_EQ(outcome(shell("exit 139")), "exit 139");
  EXPECT_EQ(outcome(shell("kill -SEGV $$")), "signal " + std::to_string(SIGSEGV));
  EXPECT_EQ(outcome(shell("kill -KILL $$")), "signal " + std::to_string(SIGKILL));
}

TEST_F(RunTest, BothStreamsComeBackWithAnyBytes) {
  Command command = shell("cat; printf '\\377\\000' >&2");
  command.input = std::string("in\0put", 6);

  const RunReport report = ran(command);

  EXPECT_EQ(report.out, command.input);
  EXPECT_EQ(report.err, std::string("\xff\0", 2));
  EXPECT_FALSE(report.truncated);
  EXPECT_GT(report.memory_peak_bytes, 0);
}

// The sandbox takes mounts out of its own view of the machine.
TEST_F(RunTest, TheMountsOfTheMachineStayAsTheyWere) {
  const std::set<std::string> before = mounts();

  EXPECT_EQ(outcome(shell("true")), "exit 0");

  const std::set<std::string> after = mounts();
  EXPECT_FALSE(before.empty());
  EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
}

TEST_F(RunTest, WhatCannotBeStartedSaysWhy) {
  Command command;
  command.argv = {"/usr/bin/no-such-program"};

  const RunReport report = ran(command);

  EXPECT_FALSE(report.succeeded());
  EXPECT_THAT(report.err, HasSubstr("cannot start /usr/bin/no-such-program: No such file"));
}

TEST_F(RunTest, TheEnvironmentIsFixedButForWhatIsGiven) {
  ::setenv("WRIGHT_TEST_KEY", "a secret", 1);
  Command command;
  command.argv = {"/usr/bin/env"};
  command.environment = {{"GIVEN", "a b=c"}, {"HOME", "/nowhere"}};

  const RunReport report = ran(command);

  std::vector<std::string> variables;
  for (std::size_t at = 0; at < report.out.size(); at = report.out.find('\n', at) + 1) {
    variables.push_back(report.out.substr(at, report.out.find('\n', at) - at));
  }
  EXPECT_THAT(variables, ::testing::IsSupersetOf({"GIVEN=a b=c", "HOME=/nowhere", "TZ=UTC",
                                                  "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                                  "TMPDIR=/tmp", "SOURCE_DATE_EPOCH=1"}));
  EXPECT_THAT(report.out, ::testing::Not(HasSubstr("WRIGHT_TEST_KEY")));
}

TEST_F(RunTest, ItIsNobodyWithoutNetworkAndWithThreeDescriptors) {
  EXPECT_EQ(ran("id -u; id -un").out, "1000\nuser\n");
  EXPECT_EQ(ran("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '").out, "lo\n");
  EXPECT_EQ(ran("grep -E '^(CapEff|CapBnd|NoNewPrivs):' /proc/self/status").out,
            "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
  EXPECT_EQ(ran("cd /proc/$$/fd; echo *").out, "0 1 2 3\n");
  EXPECT_EQ(ran("ls -d /root/* /home/* /work /var /sys 2>/dev/null").out, "");
}

TEST_F(RunTest, AnInputIsReadOnlyAndAnOutputIsNot) {
  fs::create_directory(scratch_.path() / "in");
  ASSERT_TRUE(write_file(scratch_.path() / "in" / "file", "given\n"));
  ::chmod((scratch_.path() / "in" / "file").c_str(), 0666);
  ASSERT_TRUE(make_private_directory(scratch_.path() / "out"));
  Command command = shell(
      "cat /in/file; for p in /in/file /in/new /usr/new /etc/passwd /new; do"
      " (echo x > $p) 2>/dev/null && echo wrote $p; done; echo y > /out/new");
  command.mounts = {{scratch_.path() / "in", "/in", false},
                    {scratch_.path() / "out", "/out", true}};

  const RunReport report = ran(command);

  EXPECT_EQ(report.out, "given\n");
  EXPECT_TRUE(report.succeeded()) << report.err;
  EXPECT_EQ(read_file(scratch_.path() / "in" / "file").value(), "given\n");
  EXPECT_EQ(read_file(scratch_.path() / "out" / "new").value(), "y\n");
}

TEST_F(RunTest, AnOverlayTakesTheWritesAndTheNextRunSeesThem) {
  fs::create_directory(scratch_.path() / "lower");
  ASSERT_TRUE(write_file(scratch_.path() / "lower" / "file", "lower\n"));
  ::chmod((scratch_.path() / "lower").c_str(), 0755);
  ::chmod((scratch_.path() / "lower" / "file").c_str(), 0644);
  ASSERT_TRUE(make_private_directory(scratch_.path() / "changes"));
  Command write = shell("echo upper > /work/file && echo new > /work/new");
  write.overlay = Overlay{scratch_.path() / "lower", scratch_.path() / "changes", "/work"};
  Command read = shell("cat /work/file /work/new");
  read.overlay = write.overlay;

  EXPECT_EQ(outcome(write), "exit 0");
  EXPECT_EQ(ran(read).out, "upper\nnew\n");
  EXPECT_EQ(read_file(scratch_.path() / "lower" / "file").value(), "lower\n");
  EXPECT_FALSE(fs::exists(scratch_.path() / "lower" / "new"));
}

TEST_F(RunTest, ADetachedDaemonDiesBeforeTheReport) {
  ASSERT_TRUE(make_private_directory(scratch_.path() / "out"));
  // It holds a lock for as long as it lives, and says when it has it.
  Command command = shell(
      "mkfifo /tmp/ready; (setsid sh -c 'trap \"\" TERM HUP; exec 9>/out/lock; flock 9;"
      " echo up > /tmp/ready; while :; do sleep 1000; done' >/dev/null 2>&1 &);"
      " read word < /tmp/ready; echo $word");
  command.mounts = {{scratch_.path() / "out", "/out", true}};

  const RunReport report = ran(command);

  EXPECT_EQ(report.out, "up\n") << report.err;
  EXPECT_TRUE(FileLock::try_lock(scratch_.path() / "out" / "lock"));
}

TEST_F(RunTest, NothingIsLeftForTheNextCommand) {
  ran("echo x > /tmp/left; echo x > /dev/shm/left");

  EXPECT_EQ(ran("ls -A /tmp /dev/shm").out, "/dev/shm:\n\n/tmp:\n");
}

TEST_F(RunTest, ASessionTalksAndEnds) {
  const auto session = runner_->start(shell("while read line; do echo \"<$line>\"; done; exit 5"));
  ASSERT_TRUE(session) << session.error().message;

  ASSERT_TRUE((*session)->write("one\n", std::chrono::seconds(60)));
  EXPECT_EQ((*session)->read_line(100, std::chrono::seconds(60)).value(), "<one>");
  EXPECT_EQ(describe((*session)->finish(std::chrono::seconds(60))->outcome), "exit 5");
}

TEST_F(RunTest, TheReportSaysWhatIsEnforced) {
  const Isolation isolation = ran("true").isolation;

  EXPECT_EQ(isolation, test::probe_once()->isolation);
  EXPECT_THAT(isolation.enforced, ::testing::IsSupersetOf({"files", "network", "system calls"}));
}

}  // namespace
}  // namespace wright
