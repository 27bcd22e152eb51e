// kill -9, a machine that stops and a full disk at every step of a scripted campaign.
#include <gtest/gtest.h>

#include "journal/journal.h"
#include "support/program.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;

constexpr int kRoundsMax = 200;

const std::string kRun =
    "run --campaign scripted --spec " +
    test::quoted(test::source("tests/scenarios/quick/quick").string()) +
    " --agent scripted:" + test::quoted(test::source("tests/scenarios/quick/lands.yaml").string());

std::string preload() {
  return std::string("LD_PRELOAD=") + WRIGHT_BUILD_DIR +
         "/tests/libwright_faults.so ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 ";
}

// The root and the landings.  The closing commit on top of them names the
// journal's hash, and a journal holds the time of day.
std::string commits_of(const Repository& repository) {
  return test::run_line(repository.path(), "git rev-list campaign/scripted~1").out;
}

// What stays of the fold when clocks and durations are left out.
std::vector<std::string> ledger_of(const Repository& repository) {
  std::vector<std::string> ledger;
  const Result<Log> log = read_log(repository.path() / "logs/runs/scripted");
  if (!log) return {log.error().message};
  for (const Event& event : log->events) {
    ledger.push_back(kind_of(event.body) + " " + attempt_of(event.body).value);
  }
  return ledger;
}

// Kills the program in every process's first or second line until it ends.
int run_until_done(const Repository& repository, const std::string& fault) {
  for (int round = 1; round <= kRoundsMax; ++round) {
    const Ran ran = test::tensorwright(repository.path(), kRun, preload() + fault);
    if (ran.signal != 9) {
      EXPECT_EQ(ran.exit_code, 0) << ran.out;
      return round;
    }
  }
  ADD_FAILURE() << "never came to an end";
  return 0;
}

class CrashTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Repository repository;
    const Ran ran = test::tensorwright(repository.path(), kRun);
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    commits_ = commits_of(repository);
    ledger_ = ledger_of(repository);
    constexpr std::size_t kThreeLines = 3 * 41;
    ASSERT_EQ(commits_.size(), kThreeLines) << commits_;
  }
  static std::string commits_;
  static std::vector<std::string> ledger_;
};
std::string CrashTest::commits_;
std::vector<std::string> CrashTest::ledger_;

TEST_F(CrashTest, AKillAfterEachLineGivesTheSameIdsAndLedger) {
  const Repository repository;

  const int rounds = run_until_done(repository, "FAULT_KILL_AFTER_LINE=1");

  EXPECT_GE(rounds, static_cast<int>(ledger_.size()));
  EXPECT_EQ(commits_of(repository), commits_);
  EXPECT_EQ(ledger_of(repository), ledger_);
}

TEST_F(CrashTest, AKillBeforeEachLineGivesTheSameIdsAndLedger) {
  const Repository repository;

  run_until_done(repository, "FAULT_KILL_BEFORE_LINE=2");

  EXPECT_EQ(commits_of(repository), commits_);
  EXPECT_EQ(ledger_of(repository), ledger_);
}

// Each start gets one line further than the one before, at least.
TEST_F(CrashTest, AMachineThatStopsAfterAnyLineGivesTheSameIdsAndLedger) {
  const Repository repository;
  int stops = 0;
  for (int line = 1; line <= kRoundsMax; ++line) {
    const std::string fault = "FAULT_STOP_AFTER_LINE=" + std::to_string(line) + " ";
    const Ran ran = test::tensorwright(repository.path(), kRun, preload() + fault);
    if (ran.signal != 9) {
      ASSERT_EQ(ran.exit_code, 0) << ran.out;
      break;
    }
    ++stops;
  }

  EXPECT_GE(stops, 4);
  EXPECT_EQ(commits_of(repository), commits_);
  EXPECT_EQ(ledger_of(repository), ledger_);
}

TEST_F(CrashTest, AFullDiskIsOneClearLineAndTheRunGoesOnLater) {
  const Repository repository;
  for (int write = 1; write <= 40; ++write) {
    const Ran ran = test::tensorwright(repository.path(), kRun,
                                       preload() + "FAULT_FULL_AT_WRITE=" + std::to_string(write));
    if (ran.exit_code == 0) break;
    EXPECT_EQ(ran.exit_code, 3) << ran.out;
    EXPECT_NE(ran.out.find("tensorwright: "), std::string::npos) << ran.out;
  }

  const Ran ran = test::tensorwright(repository.path(), kRun);

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(commits_of(repository), commits_);
  EXPECT_EQ(ledger_of(repository), ledger_);
}

TEST_F(CrashTest, NothingIsLeftOverAfterAKill) {
  const Repository repository;
  run_until_done(repository, "FAULT_KILL_AFTER_LINE=4");

  const Ran mounts = test::run_line(repository.path(), "grep -c \"$PWD\" /proc/mounts");
  const Ran judgings =
      test::run_line(repository.path(), "ls logs/runs/scripted/work/judgings | wc -l");

  EXPECT_EQ(mounts.out, "0\n");
  EXPECT_EQ(judgings.out, "0\n");
}

}  // namespace
}  // namespace wright
