// An agent CLI that means harm: each of its ways ends under a name.
#include "journal/journal.h"
#include "tests/live/mischief.h"
#include "tests/live/program.h"

namespace wright {
namespace {

constexpr std::int64_t kMinutesOfTheTask = 5;
constexpr std::int64_t kLeftMs = 3'000;

using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;

// As it stands, whatever JSON would make of its quotes on the way to the CLI.
std::string as_it_stands(const std::string& line) {
  const Ran coded = test::run_line("/", "printf %s " + test::quoted(line) + " | base64 -w 0");
  return "base64 -d <<<" + coded.out + " >/tmp/line; . /tmp/line";
}

class BadProgramTest : public ::testing::Test {
 protected:
  // The first task's attempts run the lines; the second task is done well.
  Ran run(const std::vector<std::string>& attempts, const std::string& more = "") {
    lines_ = {{"second 1", test::kWriteSecond}};
    for (std::size_t at = 0; at < attempts.size(); ++at) {
      lines_["first " + std::to_string(at + 1)] = as_it_stands(attempts[at]);
    }
    return test::run_cli(repository_, folder_, server_.url(), more);
  }
  // As if the open attempt had worked for all but three seconds of its five minutes.
  void use_up_minutes() const {
    SystemClock clock;
    Result<Journal> journal = Journal::open(repository_.path() / "logs/runs/quick", clock);
    ASSERT_TRUE(journal) << journal.error().message;
    const AttemptState& attempt = journal->state().attempts.front();
    const std::int64_t spent =
        journal->state().ledger.committed_by(attempt.opened.attempt).agent_ms;
    ActionTaken action{attempt.opened.attempt, attempt.actions, ActionKind::exec, "wait", "exit 0"};
    action.duration_ms = kMinutesOfTheTask * 60'000 - kLeftMs - spent;
    ASSERT_TRUE(journal->append(action));
  }
  [[nodiscard]] std::string blobs() const {
    return test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out;
  }

  test::CliFolder folder_;
  test::Lines lines_;
  Loopback server_{
      [this](const test::Request& request) { return test::line_answer(lines_, request); }};
  Repository repository_;
  test::Bystander bystander_;
};

TEST_F(BadProgramTest, AForkBombHasItsLimitsName) {
  const Ran ran = run({test::kForkBomb, test::kWriteFirst});

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(test::outcomes(repository_, "program").front(), "processes_limit, no change");
}

TEST_F(BadProgramTest, RemovingEverythingHurtsNothingButItsAttempt) {
  const Ran ran = run({test::kRemoveAll, test::kRemoveAll, test::kRemoveAll});

  EXPECT_EQ(ran.exit_code, 4) << ran.out;  // All attempts were used up.
  EXPECT_EQ(test::outcomes(repository_, "program").front(), "exit 1");
  EXPECT_TRUE(holds(test::journal(repository_), R"("reason":"policy")"));
  EXPECT_TRUE(bystander_.is_unharmed());
  EXPECT_EQ(test::run_line(repository_.path(), "git fsck --strict").exit_code, 0);
}

TEST_F(BadProgramTest, AnotherModelAndEndlessTokensAreNotWhatIsAskedFor) {
  const std::string greedy = R"({"model":"dearer","max_tokens":1000000000,"messages":[]})";
  const std::string absurd = R"({"model":"dearer","max_tokens":1000000001,"messages":[]})";

  const Ran ran = run(
      {"say $path '" + greedy + "'; say $path '" + absurd + "' | head -n 1; " + test::kWriteFirst},
      "--budget-tokens 40000");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  for (const test::Request& request : server_.requests()) {
    EXPECT_TRUE(holds(request.body, R"("model":"test")")) << request.body;
    EXPECT_FALSE(holds(request.body, "dearer")) << request.body;
    EXPECT_FALSE(holds(request.body, "100000000")) << request.body;
  }
  EXPECT_EQ(test::outcomes(repository_, "call"),
            (std::vector<std::string>{"ok", "ok", "refused", "ok"}));
  EXPECT_TRUE(holds(blobs(), "max_tokens is no number of tokens"));
  EXPECT_LE(test::money_of(repository_).at("spent").at("tokens"), 40'000);
}

TEST_F(BadProgramTest, OneThatIsTurnedDownWithoutEndFillsNoJournal) {
  const Ran ran =
      run({"for n in $(seq 30); do say /v1/files {} >/dev/null; done; " + test::kWriteFirst});

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const std::vector<std::string> calls = test::outcomes(repository_, "call");
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "refused"), 20);
}

TEST_F(BadProgramTest, OneThatObeysWhatAFileAsksForFindsNoKeyAndSendsNothing) {
  const Ran ran = run({test::steal(server_.url()) + "; " + test::kWriteFirst});

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(blobs(), "FOUND "));
  EXPECT_FALSE(holds(blobs(), "SENT 1"));
  EXPECT_FALSE(test::is_found(repository_, test::kCanary));
  for (const test::Request& request : server_.requests()) {
    EXPECT_EQ(request.head.rfind("POST /v1/chat/completions ", 0), 0U) << request.head;
  }
}

TEST_F(BadProgramTest, OneThatNeverEndsHitsTheMinutesOfItsTaskAndItsWorkIsJudged) {
  run({}, "--budget-tokens 1");
  use_up_minutes();

  const Ran ran = run({test::kWriteFirst + "; sleep 1000"}, "--budget-tokens 0");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(test::outcomes(repository_, "program"),
            (std::vector<std::string>{"budget, no change", "wall_limit", "exit 0"}));
}

TEST_F(BadProgramTest, OneThatCallsWithoutEndIsEndedWhenItsMinutesAreSpent) {
  run({}, "--budget-tokens 1");
  use_up_minutes();

  const Ran ran = run({"while :; do say $path {} >/dev/null; done"}, "--budget-tokens 0");

  EXPECT_EQ(ran.exit_code, 4) << ran.out;
  const std::string end = test::outcomes(repository_, "program").at(1);
  // The gateway's clock or the sandbox's, whichever is first.
  EXPECT_TRUE(end == "budget, no change" || end == "wall_limit, no change") << end;
}

}  // namespace
}  // namespace wright
