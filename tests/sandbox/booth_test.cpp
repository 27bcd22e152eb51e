// Commands one after the other in one sandbox that stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using ::testing::HasSubstr;

class BoothTest : public test::Sandboxed {
 protected:
  // Over an overlay, as agents work.
  Command booth_command() {
    const std::filesystem::path lower = scratch_.path() / "lower";
    const std::filesystem::path changes = scratch_.path() / "changes";
    EXPECT_TRUE(make_directories(lower));
    EXPECT_TRUE(write_file(lower / "old", "old\n"));
    EXPECT_TRUE(make_private_directory(changes));
    Command command;
    command.overlay = Overlay{lower, changes, "/work"};
    command.directory = "/work";
    command.environment = {{"OF_BOOTH", "yes"}};
    command.limits.wall = std::chrono::seconds(60);
    return command;
  }
  std::unique_ptr<Booth> open(const Command& command) {
    Result<std::unique_ptr<Booth>> booth = runner_->open(command);
    EXPECT_TRUE(booth) << booth.error().message;
    return booth ? std::move(*booth) : nullptr;
  }
  std::unique_ptr<Booth> open() { return open(booth_command()); }

  static RunReport ran(Booth& booth, const std::string& line, const std::string& input = "") {
    const Result<RunReport> report = booth.run({"/bin/sh", "-c", line}, input);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : RunReport{};
  }
};

TEST_F(BoothTest, EachCommandFindsTheWorkOfTheOneBefore) {
  const auto booth = open();

  EXPECT_EQ(ran(*booth, "cat old - > new; echo changed > old", "given\n").outcome,
            RunOutcome(Exited{0}));

  EXPECT_EQ(ran(*booth, "cat new old; pwd; echo $OF_BOOTH").out,
            "old\ngiven\nchanged\n/work\nyes\n");
  EXPECT_EQ(read_file(scratch_.path() / "changes/upper/new").value(), "old\ngiven\n");
}

TEST_F(BoothTest, TheStreamsAndTheEndAreEachCommandsOwn) {
  const auto booth = open();
  ran(*booth, "echo first; echo wrong >&2; exit 3");

  const RunReport second = ran(*booth, "echo second; kill -9 $$");

  EXPECT_EQ(second.outcome, RunOutcome(Signaled{9}));
  EXPECT_EQ(second.out, "second\n");
  EXPECT_EQ(second.err, "");
  EXPECT_EQ(ran(*booth, "cat; echo none >&2; exit 4").outcome, RunOutcome(Exited{4}));
}

TEST_F(BoothTest, NothingButTheWorkIsLeft) {
  const auto booth = open();
  const RunReport first = ran(*booth,
                              "echo a > /tmp/file; mkdir -p /tmp/.hidden/deep/er /dev/shm/x;"
                              "chmod 0 /tmp/.hidden/deep; ln -s /work/old /tmp/link;"
                              "chmod 0 /tmp; (setsid sleep 1000 &) ; umask 0; cd /");
  EXPECT_TRUE(first.succeeded());

  const RunReport second = ran(*booth,
                               "ls -A /tmp /dev/shm; stat -c %a /tmp; umask; pwd;"
                               "cat /proc/[0-9]*/comm | grep -c sleep; cat old");

  EXPECT_EQ(second.out, "/dev/shm:\n\n/tmp:\n1777\n0022\n/work\n0\nold\n");
}

TEST_F(BoothTest, FoldersBelowFoldersWithoutEndAreRemoved) {
  const auto booth = open();
  ran(*booth,
      "cd /tmp; many=$(printf 'd/%.0s' $(seq 1000)); for i in 1 2 3; do mkdir -p $many && "
      "cd -P $many && echo $i > /work/times; done");

  EXPECT_EQ(ran(*booth, "ls -A /tmp; cat times").out, "3\n");
}

TEST_F(BoothTest, AQueueOfSystemVIsRemoved) {
  const auto booth = open();
  if (!ran(*booth, "ipcmk -M 100").succeeded()) GTEST_SKIP() << "no shared memory on this rung";

  EXPECT_THAT(ran(*booth, "ipcs -m | grep -c 0x").out, "0\n");
}

TEST_F(BoothTest, LivesUnderTheRulesOfEverySandbox) {
  const auto booth = open();

  const RunReport report = ran(*booth,
                               "grep -E '^(Seccomp|NoNewPrivs|CapEff):' /proc/self/status;"
                               "cd /proc/$$/fd; echo *; ulimit -c; kill -9 1; echo lives");

  EXPECT_EQ(report.out,
            "CapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n0 1 2 3\n0\nlives\n");
  EXPECT_FALSE(report.isolation.rung.empty());
}

TEST_F(BoothTest, OneThatCannotStartSaysSoAndTheNextOneRuns) {
  const auto booth = open();

  const Result<RunReport> absent = booth->run({"/no/such"}, "");

  ASSERT_TRUE(absent);
  EXPECT_EQ(absent->outcome, RunOutcome(Exited{127}));
  EXPECT_EQ(absent->err, "cannot start the command: No such file or directory\n");
  EXPECT_EQ(ran(*booth, "echo lives").out, "lives\n");
}

TEST_F(BoothTest, ALimitEndsIt) {
  Command command = booth_command();
  command.limits.wall = std::chrono::milliseconds(700);
  const auto booth = open(command);

  EXPECT_EQ(ran(*booth, "sleep 1000").outcome, RunOutcome(LimitHit{"wall"}));

  EXPECT_FALSE(booth->is_open());
  EXPECT_FALSE(booth->run({"/bin/true"}, ""));
}

TEST_F(BoothTest, TheTimeBetweenCommandsDoesNotCount) {
  Command command = booth_command();
  command.limits.wall = std::chrono::seconds(2);
  const auto booth = open(command);

  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ran(*booth, "sleep 0.8").succeeded());
}

TEST_F(BoothTest, ProcessorTimeIsCountedForEachCommandAlone) {
  Command command = booth_command();
  command.limits.cpu = std::chrono::milliseconds(600);
  const auto booth = open(command);
  const std::string busy = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done";
  const std::int64_t once = ran(*booth, busy).cpu_ms;
  ASSERT_LT(once, 600);

  for (int used = 0; used < 1200; used += static_cast<int>(std::max<std::int64_t>(once, 20))) {
    ASSERT_TRUE(ran(*booth, busy).succeeded());
  }
  EXPECT_EQ(ran(*booth, "while :; do :; done").outcome, RunOutcome(LimitHit{"cpu"}));
}

TEST_F(BoothTest, OutputIsBoundedForEachCommand) {
  Command command = booth_command();
  command.limits.output_kept_bytes = 1000;
  command.limits.output_total_bytes = 100'000;
  const auto booth = open(command);

  const RunReport much = ran(*booth, "yes | head -c 60000");
  EXPECT_TRUE(much.truncated);
  EXPECT_THAT(much.out, HasSubstr("bytes cut"));
  EXPECT_TRUE(ran(*booth, "yes | head -c 60000").succeeded());
  EXPECT_EQ(ran(*booth, "yes").outcome, RunOutcome(LimitHit{"output"}));
}

TEST_F(BoothTest, ItHasNoCommandAndNoPortOfItsOwn) {
  Command command = booth_command();
  command.loopback_port = 7411;
  const auto booth = open(command);

  const Result<RunReport> refused = booth->run({"/bin/true"}, "");

  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("a booth has no command of its own, no port"));
}

TEST_F(BoothTest, OddWordsAreRefusedAndItStaysOpen) {
  const auto booth = open();

  EXPECT_FALSE(booth->run({}, ""));
  EXPECT_FALSE(booth->run({"/bin/echo", std::string("a\0b", 3)}, ""));

  EXPECT_TRUE(booth->is_open());
  EXPECT_EQ(booth->run({"/bin/echo", "\xff"}, "")->out, "\xff\n");
}

}  // namespace
}  // namespace wright
