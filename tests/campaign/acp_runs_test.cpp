// What the hall does about the runs that an agent asks for.
#include "campaign/acp_runs.h"

#include <gtest/gtest.h>

#include <csignal>

namespace wright {
namespace {

class SetClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override { return now_ms; }
  [[nodiscard]] std::int64_t steady_ms() const override { return now_ms; }
  std::int64_t now_ms = 0;
};

// Says once what it has to say, and ends when it is killed.
class EndlessCompanion final : public Companion {
 public:
  std::string read_some() override { return std::exchange(said_, ""); }
  std::optional<RunOutcome> outcome() override {
    return is_killed_ ? std::optional<RunOutcome>(Signaled{SIGKILL}) : std::nullopt;
  }
  void kill() override { is_killed_ = true; }

 private:
  std::string said_ = "begun\n";
  bool is_killed_ = false;
};

class FakeSession final : public Session {
 public:
  Result<void> write(std::string_view, std::chrono::milliseconds) override { return {}; }
  Result<std::string> read_line(std::size_t, std::chrono::milliseconds) override { return none(); }
  Result<std::string> read_bytes(std::size_t, std::chrono::milliseconds) override { return none(); }
  Result<RunReport> finish(std::chrono::milliseconds) override { return none(); }
  Result<std::unique_ptr<Companion>> accompany(const CompanionCommand&) override {
    if (is_full) return Error{ErrorKind::sandbox, "no room"};
    return std::unique_ptr<Companion>(std::make_unique<EndlessCompanion>());
  }
  bool is_full = false;

 private:
  static Error none() { return Error{ErrorKind::protocol, "nothing"}; }
};

class AcpRunsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    client_.take(R"({"id":1,"result":{"protocolVersion":1}})").value();
    client_.take(R"({"id":2,"result":{"sessionId":"s"}})").value();
  }
  AcpStep asked(const std::string& method, const std::string& more) {
    return client_
        .take(R"({"id":9,"method":")" + method + R"(","params":{"sessionId":"s",)" + more + "}}")
        .value();
  }
  static std::vector<std::string> lines_of(const std::vector<AcpStep>& steps) {
    std::vector<std::string> lines;
    for (const AcpStep& step : steps)
      lines.insert(lines.end(), step.lines.begin(), step.lines.end());
    return lines;
  }

  AcpClient client_{"/work", "the brief"};
  FakeSession session_;
  SetClock clock_;
  AcpRuns runs_{session_, clock_};
};

TEST_F(AcpRunsTest, ATerminalIsEndedWhenItsTimeIsOver) {
  runs_.perform(asked("terminal/create", R"("command":"make")"), client_);
  asked("terminal/wait_for_exit", R"("terminalId":"terminal-1")");

  clock_.now_ms = 299'999;
  EXPECT_TRUE(lines_of(runs_.look(client_)).empty());
  EXPECT_TRUE(lines_of(runs_.look(client_)).empty());
  clock_.now_ms = 300'000;
  runs_.look(client_);
  const auto lines = lines_of(runs_.look(client_));

  EXPECT_EQ(lines,
            std::vector<std::string>{
                R"({"id":9,"jsonrpc":"2.0","result":{"exitCode":null,"signal":"SIGKILL"}})"});
  EXPECT_TRUE(runs_.is_idle());
  EXPECT_EQ(
      asked("terminal/output", R"("terminalId":"terminal-1")").lines,
      std::vector<std::string>{R"({"id":9,"jsonrpc":"2.0","result":{"exitStatus":{"exitCode":null,)"
                               R"("signal":"SIGKILL"},"output":"begun\n\n[ended: wall_limit]\n",)"
                               R"("truncated":false}})"});
}

TEST_F(AcpRunsTest, AFileThatDoesNotComeIsGivenUpAndTheNextOneIsTried) {
  runs_.perform(asked("fs/read_text_file", R"("path":"/work/a")"), client_);
  EXPECT_EQ(asked("fs/read_text_file", R"("path":"/work/b")"), AcpStep{});

  clock_.now_ms = 30'000;
  runs_.look(client_);
  const std::vector<AcpStep> steps = runs_.look(client_);

  EXPECT_EQ(lines_of(steps),
            std::vector<std::string>{
                R"x({"error":{"code":-32603,"message":"/work/a was given up (wall_limit)"},)x"
                R"x("id":9,"jsonrpc":"2.0"})x"});
  EXPECT_EQ(steps.back().runs.at(0).argv.at(4), "/work/b");
}

TEST_F(AcpRunsTest, ARunThatCannotBeStartedSaysWhy) {
  session_.is_full = true;

  const auto file = runs_.perform(asked("fs/read_text_file", R"("path":"/work/a")"), client_);
  runs_.perform(asked("terminal/create", R"("command":"make")"), client_);

  EXPECT_EQ(lines_of(file), std::vector<std::string>{
                                R"({"error":{"code":-32603,"message":"/work/a cannot be used: )"
                                R"(no room"},"id":9,"jsonrpc":"2.0"})"});
  EXPECT_EQ(asked("terminal/output", R"("terminalId":"terminal-1")").lines,
            std::vector<std::string>{R"({"id":9,"jsonrpc":"2.0","result":{"exitStatus":)"
                                     R"({"exitCode":127,"signal":null},"output":"no room\n",)"
                                     R"("truncated":false}})"});
}

TEST_F(AcpRunsTest, CancellingEndsTheTerminals) {
  runs_.perform(asked("terminal/create", R"("command":"make")"), client_);

  runs_.perform(client_.cancel().value(), client_);
  runs_.look(client_);

  EXPECT_TRUE(runs_.is_idle());
}

}  // namespace
}  // namespace wright
