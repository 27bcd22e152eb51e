// An agent CLI in the sandbox, whose calls go through the gateway to a model server.
#include "tests/live/program.h"

#include <csignal>

namespace wright {
namespace {

using test::CliFolder;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;

class ProgramTest : public ::testing::Test {
 protected:
  [[nodiscard]] test::Loopback::Handler answering(test::Lines lines) const {
    return [lines = std::move(lines)](const Request& request) {
      return test::line_answer(lines, request);
    };
  }
  // What the first attempt's CLI printed when it ran `line` and then did its work.
  std::string printed_by(const std::string& line) {
    const Loopback server(answering(
        {{"first 1", line + "; " + test::kWriteFirst}, {"second 1", test::kWriteSecond}}));
    const Ran ran = test::run_cli(repository_, folder_, server.url());
    EXPECT_EQ(ran.exit_code, 0) << ran.out;
    return test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out;
  }

  CliFolder folder_;
  Repository repository_;
};

TEST_F(ProgramTest, LandsACampaignThroughEachApiAndTheLedgerIsTheServersAccount) {
  const std::vector<std::pair<std::string, std::string>> apis{
      {"anthropic", "/v1/messages"},
      {"openai", "/chat/completions"},
      {"openai-responses", "/v1/responses"}};
  for (const auto& [via, path] : apis) {
    const Repository repository;
    const Loopback server(answering(test::kGoodLines));

    const Ran ran = test::run_cli(repository, folder_, server.url(), "", via, path);

    ASSERT_EQ(ran.exit_code, 0) << via << ran.out;
    EXPECT_TRUE(test::holds(ran.out, "landed       2 by command, model test")) << ran.out;
    ASSERT_EQ(server.requests().size(), 2U);
    EXPECT_TRUE(test::holds(server.requests()[0].head, test::kCanary)) << "the key is added";
    EXPECT_TRUE(test::holds(server.requests()[0].body, R"("model":"test")"));
    const nlohmann::json spent = test::money_of(repository).at("spent");
    EXPECT_EQ(spent.at("calls"), 2) << via;
    EXPECT_EQ(spent.at("input"), 200) << via;
    EXPECT_EQ(spent.at("output"), 40) << via;
    EXPECT_EQ(spent.at("estimated"), false) << via;
    EXPECT_FALSE(test::is_found(repository, test::kCanary));
  }
}

TEST_F(ProgramTest, FindsNoKeyAndNoWayOutButItsModel) {
  const std::string printed = printed_by(
      "echo ENVIRONMENT; cat /proc/*/environ | xargs -0 -n 1; say /v1/files {} | head -n 1;"
      "say $path {} wrong | head -n 1; say /v1/messages {} | head -n 1;"
      "for there in 127.0.0.1/80 192.0.2.1/443 8.8.8.8/53;"
      "do (exec 4<>/dev/tcp/$there) 2>/dev/null && echo REACHED $there; done; ls -A $HOME /root");

  for (const char* part : {"ENVIRONMENT", "OPENAI_BASE_URL=http://127.0.0.1:7411/v1",
                           "ANTHROPIC_BASE_URL=http://127.0.0.1:7411", "HOME=/home/user",
                           "HTTP/1.1 404 Not Found", "HTTP/1.1 401 Unauthorized"}) {
    EXPECT_TRUE(test::holds(printed, part)) << part;
  }
  EXPECT_FALSE(test::holds(printed, "REACHED 1"));
  EXPECT_FALSE(test::holds(printed, "REACHED 8"));
  EXPECT_FALSE(test::is_found(repository_, test::kCanary));
}

TEST_F(ProgramTest, AFloodIsEndedAndItsWorkJudged) {
  const Loopback server(answering(
      {{"first 1", test::kWriteFirst + "; yes"}, {"second 1", test::kWriteSecond + "; exit 7"}}));

  const Ran ran = test::run_cli(repository_, folder_, server.url());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const std::string lines = test::journal(repository_);
  EXPECT_TRUE(test::holds(lines, R"("outcome":"output_limit")")) << lines;
  EXPECT_TRUE(test::holds(lines, R"("outcome":"exit 7")")) << lines;
}

TEST_F(ProgramTest, NoChangeIsGivenUpAndARejectionToldToTheNextAttempt) {
  const Loopback server(
      answering({{"first 2", "echo x > elsewhere.h"},
                 {"first 3", "rm elsewhere.h; cat /task/brief.md; " + test::kWriteFirst},
                 {"second 1", test::kWriteSecond}}));

  const Ran ran = test::run_cli(repository_, folder_, server.url());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const std::string lines = test::journal(repository_);
  EXPECT_TRUE(test::holds(
      lines, R"("reason":"no_change: the program ended (exit 0) and had changed nothing")"))
      << lines;
  EXPECT_TRUE(test::holds(lines, R"("kind":"rejected")")) << lines;
  EXPECT_TRUE(test::holds(lines, R"("number":3)")) << lines;
}

TEST_F(ProgramTest, ASpentBudgetStopsItAndALargerOneGoesOn) {
  // The first call needs some 1,200 tokens at its worst and 1,024 to reply with.
  const Loopback server(answering(
      {{"first 1", "say $path {}; " + test::kWriteFirst}, {"second 1", test::kWriteSecond}}));

  const Ran stopped = test::run_cli(repository_, folder_, server.url(), "--budget-tokens 2300");
  const std::string lines = test::journal(repository_);
  const auto called = server.requests().size();
  const Ran later = test::run_cli(repository_, folder_, server.url(), "--budget-tokens 0");

  EXPECT_EQ(stopped.exit_code, 4) << stopped.out;
  EXPECT_TRUE(test::holds(stopped.out, "the budget is spent: ")) << stopped.out;
  EXPECT_EQ(called, 2U) << lines;
  EXPECT_TRUE(test::holds(lines, R"("outcome":"budget)")) << lines;
  EXPECT_EQ(later.exit_code, 0) << later.out;
  EXPECT_FALSE(test::holds(test::journal(repository_), R"("number":2)"));
}

TEST_F(ProgramTest, AServerThatRefusesIsNotHeldAgainstIt) {
  const Loopback server([](const Request&) {
    return test::Response{401, {}, R"({"error":{"message":"no such key"}})"};
  });

  const Ran ran = test::run_cli(repository_, folder_, server.url());

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "authentication: status 401: no such key")) << ran.out;
  EXPECT_TRUE(test::holds(test::journal(repository_), R"("outcome":"model_server, no change")"));
  EXPECT_FALSE(test::holds(test::journal(repository_), "attempt_abandoned"));
}

TEST_F(ProgramTest, AKillInACallBooksItsWorstCaseAndTheRunGoesOn) {
  const Loopback server(answering(test::kGoodLines));
  const std::string fault = std::string("LD_PRELOAD=") + WRIGHT_BUILD_DIR +
                            "/tests/libwright_faults.so FAULT_KILL_AFTER_LINE=3 "
                            "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0";

  const Ran killed = test::run_cli(repository_, folder_, server.url(), "", "openai",
                                   "/v1/chat/completions", fault);
  const std::string lines = test::journal(repository_);
  const Ran later = test::run_cli(repository_, folder_, server.url());

  EXPECT_EQ(killed.signal, 9) << killed.out;
  EXPECT_TRUE(test::holds(lines, "call_reserved")) << lines;
  EXPECT_EQ(later.exit_code, 0) << later.out;
  const nlohmann::json money = test::money_of(repository_);
  EXPECT_EQ(money.at("spent").at("calls"), 3);
  EXPECT_EQ(money.at("spent").at("estimated"), true);
  EXPECT_EQ(money.at("reserved").at("calls"), 0);
}

TEST_F(ProgramTest, AnInterruptEndsAnEndlessOneAndTheRunGoesOn) {
  const std::filesystem::path pid = repository_.path() / "pid";
  const Loopback server([&](const Request& request) {
    ::kill(std::stoi(read_file(pid).value()), SIGINT);
    return test::line_answer({{"first 1", test::kWriteFirst + "; sleep 1000"}}, request);
  });
  const Loopback good(answering(test::kGoodLines));

  const Ran ran = test::run_line(
      repository_.path(), "echo $$ > pid; OPENAI_API_KEY=" + test::kCanary + " exec " +
                              test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") + " run --spec " +
                              test::quoted(test::source("tests/scenarios/quick/quick").string()) +
                              " " + folder_.arguments("/v1/chat/completions") +
                              " --via openai:test --base-url " + server.url());
  const Ran later = test::run_cli(repository_, folder_, good.url());

  EXPECT_EQ(ran.exit_code, 130) << ran.out;
  EXPECT_TRUE(test::holds(test::journal(repository_), R"("outcome":"interrupted)"));
  EXPECT_EQ(later.exit_code, 0) << later.out;
}

}  // namespace
}  // namespace wright
