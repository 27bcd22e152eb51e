// A conversation with a command: every read has a bound and a deadline.
#include <gtest/gtest.h>

#include "exec/fake_sandbox.h"

namespace wright {
namespace {

using std::chrono::milliseconds;
using test::FakeSandbox;

constexpr milliseconds kLong{60000};
constexpr milliseconds kShort{50};

class SessionTest : public ::testing::Test {
 protected:
  // The script's stdin and stdout are the session's two pipes.
  std::unique_ptr<Session> talking_to(const std::string& script) {
    sandbox_.emplace(script + "\n" + test::says_good_report());
    runner_ = sandbox_->runner();
    return runner_->start(Command()).value();
  }

  std::optional<FakeSandbox> sandbox_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(SessionTest, LinesAndBytesComeInTheirOrder) {
  const auto session = talking_to("read word; printf 'one %s\\n\\nabcde\\nlast\\n' \"$word\"");

  ASSERT_TRUE(session->write("ping\n", kLong));

  EXPECT_EQ(session->read_line(100, kLong).value(), "one ping");
  EXPECT_EQ(session->read_line(100, kLong).value(), "");
  EXPECT_EQ(session->read_bytes(3, kLong).value(), "abc");
  EXPECT_EQ(session->read_bytes(0, kLong).value(), "");
  EXPECT_EQ(session->read_line(100, kLong).value(), "de");
  EXPECT_EQ(session->read_line(4, kLong).value(), "last");
  EXPECT_TRUE(session->finish(kLong)->succeeded());
}

TEST_F(SessionTest, ALineAboveItsBoundIsAnError) {
  const auto session = talking_to("echo 12345; cat >/dev/null");

  const Result<std::string> line = session->read_line(4, kLong);

  ASSERT_FALSE(line);
  EXPECT_EQ(line.error(), (Error{ErrorKind::protocol, "a line is above 4 bytes"}));
}

TEST_F(SessionTest, ALineThatNeverEndsIsAnErrorAtItsBound) {
  const auto session = talking_to("exec cat /dev/zero");

  const Result<std::string> line = session->read_line(1 << 20, kLong);

  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().message, "a line is above 1048576 bytes");
}

TEST_F(SessionTest, SilenceIsAnErrorAtTheDeadline) {
  const auto session = talking_to("printf half; cat >/dev/null");

  const Result<std::string> line = session->read_line(100, kShort);

  ASSERT_FALSE(line);
  EXPECT_EQ(line.error(), (Error{ErrorKind::protocol, "the command did not answer in time"}));
  EXPECT_EQ(session->read_bytes(4, kLong).value(), "half");
}

TEST_F(SessionTest, TheEndOfTheOutputIsAnError) {
  const auto session = talking_to("printf half; exec >&-; cat >/dev/null");

  const Result<std::string> line = session->read_line(100, kLong);

  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().message, "the command ended its output");
}

TEST_F(SessionTest, WhoeverDoesNotReadIsAnErrorAtTheDeadline) {
  const auto session = talking_to("cat <&5 >/dev/null");

  const Result<void> written = session->write(std::string(4 << 20, 'x'), kShort);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(),
            (Error{ErrorKind::protocol, "the command did not take its input in time"}));
}

TEST_F(SessionTest, AClosedInputIsAnErrorAndNoSignal) {
  const auto session = talking_to("exec <&-; echo closed; cat <&5 >/dev/null");
  ASSERT_EQ(session->read_line(100, kLong).value(), "closed");

  const Result<void> written = session->write("x", kLong);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(), (Error{ErrorKind::protocol, "the command closed its input"}));
}

TEST_F(SessionTest, FinishClosesTheInputAndDropsWhatNobodyRead) {
  const auto session = talking_to("cat >/dev/null; head -c 5000000 /dev/zero");

  const Result<RunReport> report = session->finish(kLong);

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->succeeded());
  EXPECT_FALSE(session->write("late", kLong));
}

TEST_F(SessionTest, FinishTellsTheSandboxToEndAtTheDeadline) {
  const auto session = talking_to("cat <&5 >/dev/null");

  const Result<RunReport> report = session->finish(kShort);

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->out, "hi");
}

TEST_F(SessionTest, ASandboxThatHandsOutNoSocketIsAnError) {
  sandbox_.emplace(test::says_good_report());
  Command command;
  command.loopback_port = 7411;
  const auto session = sandbox_->runner()->start(command).value();

  const Result<Descriptor> listener = session->take_listener(kLong);

  ASSERT_FALSE(listener);
  EXPECT_EQ(listener.error().message, "the sandbox handed out no socket to listen on");
  EXPECT_TRUE(session->ends_within(kLong));
}

TEST_F(SessionTest, ASessionThatGoesOnHasNotEnded) {
  const auto session = talking_to("cat >/dev/null");

  EXPECT_FALSE(session->ends_within(kShort));
}

TEST_F(SessionTest, LeavingASessionEndsIt) {
  auto session = talking_to("cat <&5 >/dev/null; touch \"${0%/*}/ended\"");

  session.reset();

  EXPECT_TRUE(std::filesystem::exists(sandbox_->beside("ended")));
}

}  // namespace
}  // namespace wright
