// Other commands in the sandbox of a session.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>

#include "base/command_words.h"
#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kCompanionTime{60};

struct Came {
  std::string outcome;
  std::string out;
};

class CompanionTest : public test::Sandboxed {
 protected:
  // Over an overlay, as agents work.
  std::unique_ptr<Session> session_of(const std::string& line) {
    const std::filesystem::path lower = scratch_.path() / "lower";
    const std::filesystem::path changes = scratch_.path() / "changes";
    EXPECT_TRUE(make_directories(lower));
    EXPECT_TRUE(write_file(lower / "old", "old\n"));
    EXPECT_TRUE(make_private_directory(changes));
    Command command = shell(line);
    command.overlay = Overlay{lower, changes, "/work"};
    command.directory = "/work";
    command.environment = {{"OF_SESSION", "yes"}};
    command.companions_max = 3;
    return runner_->start(command).value();
  }

  static CompanionCommand line(const std::string& text, const std::string& input = "") {
    return {{"/bin/sh", "-c", text}, "/work", {}, input};
  }

  static Came awaited(Companion& companion) {
    Came came;
    for (int i = 0; i < 60'000; ++i) {
      const std::optional<RunOutcome> outcome = companion.outcome();
      const std::string bytes = companion.read_some();
      came.out += bytes;
      if (outcome && bytes.empty()) {
        came.outcome = describe(*outcome);
        return came;
      }
      if (bytes.empty()) ::poll(nullptr, 0, 1);
    }
    return {"never", came.out};
  }
  static Came ran(Session& session, const CompanionCommand& command) {
    const Result<std::unique_ptr<Companion>> companion = session.accompany(command);
    return companion ? awaited(**companion) : Came{"error", companion.error().message};
  }
};

TEST_F(CompanionTest, SeesAndChangesTheVeryFilesOfItsSession) {
  const auto session = session_of("cat old; read go; cat old new");
  ASSERT_EQ(session->read_line(100, kCompanionTime).value(), "old");

  const Came came = ran(*session, line("cat > new; echo changed > old; echo done", "fresh\n"));

  EXPECT_EQ(came.outcome, "exit 0");
  EXPECT_EQ(came.out, "done\n");
  ASSERT_TRUE(session->write("go\n", kCompanionTime));
  EXPECT_EQ(session->read_line(100, kCompanionTime).value(), "changed");
  EXPECT_EQ(session->read_line(100, kCompanionTime).value(), "fresh");
  EXPECT_TRUE(session->finish(kCompanionTime)->succeeded());
}

TEST_F(CompanionTest, LivesUnderTheSessionsRules) {
  const auto session = session_of("read go");

  const Came came = ran(*session, line("grep -E '^(Seccomp|NoNewPrivs|CapEff):' /proc/self/status;"
                                       "cd /proc/$$/fd; echo *; ulimit -c; kill -9 1; echo lives"));

  EXPECT_EQ(came.out,
            "CapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n0 1 2 3\n0\nlives\n");
}

TEST_F(CompanionTest, HasItsOwnVariablesBesideTheSessions) {
  const auto session = session_of("read go; echo ${OWN-none}");
  CompanionCommand command = line("echo $OF_SESSION $OWN; echo wrong >&2; pwd");
  command.environment = {{"OWN", "a=b c"}};
  command.directory = "/tmp";

  EXPECT_EQ(ran(*session, command).out, "yes a=b c\nwrong\n/tmp\n");
  ASSERT_TRUE(session->write("go\n", kCompanionTime));
  EXPECT_EQ(session->read_line(100, kCompanionTime).value(), "none");
}

TEST_F(CompanionTest, KillingOneLeavesTheOthers) {
  const auto session = session_of("read go");
  const auto endless = session->accompany(line("sleep 1000")).value();
  const auto other = session->accompany(line("until [ -e go ]; do :; done; echo lives")).value();

  endless->kill();

  EXPECT_EQ(awaited(*endless).outcome, describe(Signaled{SIGKILL}));
  EXPECT_EQ(ran(*session, line("touch go")).outcome, "exit 0");
  EXPECT_EQ(awaited(*other).out, "lives\n");
}

TEST_F(CompanionTest, KillingOneEndsItsGroup) {
  const auto session = session_of("read go");
  const auto endless = session->accompany(line("sleep 1000 & touch begun; wait")).value();
  ASSERT_EQ(ran(*session, line("until [ -e begun ]; do :; done")).outcome, "exit 0");

  endless->kill();

  EXPECT_EQ(awaited(*endless).outcome, describe(Signaled{SIGKILL}));
  EXPECT_EQ(ran(*session, line("cat /proc/[0-9]*/comm | grep -c sleep")).out, "0\n");
}

TEST_F(CompanionTest, WhatItLeavesInTheBackgroundEndsWithIt) {
  const auto session = session_of("read go");

  EXPECT_EQ(ran(*session, line("sleep 1000 & echo started")).out, "started\n");
  EXPECT_EQ(ran(*session, line("cat /proc/[0-9]*/comm | grep -c sleep")).out, "0\n");
}

TEST_F(CompanionTest, OneThatCannotStartSaysSo) {
  const auto session = session_of("read go");

  const Came absent = ran(*session, {{"/no/such"}, "/work", {}, ""});
  const Came nowhere = ran(*session, {{"/bin/true"}, "/no/where", {}, ""});

  EXPECT_EQ(absent.outcome, "exit 127");
  EXPECT_EQ(absent.out, "cannot start /no/such: No such file or directory\n");
  EXPECT_EQ(nowhere.outcome, "exit 127");
  EXPECT_EQ(nowhere.out, "cannot work in /no/where: No such file or directory\n");
}

TEST_F(CompanionTest, NoMoreThanAskedForRunAtOnce) {
  const auto session = session_of("read go");
  std::vector<std::unique_ptr<Companion>> endless;
  for (int i = 0; i < 3; ++i) endless.push_back(session->accompany(line("sleep 1000")).value());

  EXPECT_EQ(ran(*session, line("echo ran")).outcome, "processes_limit");
  endless.front()->kill();
  awaited(*endless.front());
  EXPECT_EQ(ran(*session, line("echo ran")).out, "ran\n");
}

TEST_F(CompanionTest, EndsWithItsSession) {
  const auto session = session_of("read go");
  const auto endless = session->accompany(line("trap '' TERM HUP; sleep 1000")).value();

  EXPECT_TRUE(session->finish(kCompanionTime));

  EXPECT_EQ(awaited(*endless).outcome, describe(Signaled{SIGKILL}));
}

TEST_F(CompanionTest, AFloodIsHeldUpByItsPipe) {
  const auto session = session_of("read go");
  const auto flood = session->accompany(line("yes | head -c 3000000")).value();

  EXPECT_EQ(awaited(*flood).out.size(), 3'000'000U);
}

TEST_F(CompanionTest, OddWordsAreRefused) {
  const auto session = session_of("read go");
  const std::string nul("a\0b", 3);

  EXPECT_THAT(ran(*session, {{"/bin/echo", nul}, "/work", {}, ""}).out, HasSubstr("NUL"));
  EXPECT_THAT(ran(*session, {{}, "/work", {}, ""}).out, HasSubstr("empty"));
  EXPECT_THAT(ran(*session, {{"/bin/true"}, "/work", {{"A=B", "c"}}, ""}).out, HasSubstr("'='"));
  EXPECT_THAT(
      ran(*session, {{"/bin/echo", std::string(kCommandBytesMax, 'a')}, "/work", {}, ""}).out,
      HasSubstr("more than 4096 words or 262144 bytes"));
}

TEST_F(CompanionTest, ASessionTakesThemOnlyWhenItWasAsked) {
  const auto session = runner_->start(shell("read go")).value();

  EXPECT_EQ(ran(*session, line("true")).out, "this session takes no companions");
  Command command = shell("true");
  command.companions_max = 17;
  const Result<RunReport> refused = runner_->start(command).value()->finish(kCompanionTime);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("companions is out of range"));
}

}  // namespace
}  // namespace wright
