// An agent that speaks the Agent Client Protocol works in the sandbox.
#include "tests/live/program.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;

// Asks for leave and for what we do not offer, and then does what its model says.  $1: the version.
constexpr const char* kAcpAgent = R"sh(
reply() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
ask() {
  printf '{"jsonrpc":"2.0","id":70,"method":"%s","params":%s}\n' "$1" "$2"
  IFS= read -r answer
  echo "$answer" >&2
}
while IFS= read -r line; do
  id=$(grep -o '"id":[0-9]*' <<<"$line" | head -n 1 | cut -d: -f2)
  case $line in
    *'"method":"initialize"'*) reply "$id" "{\"protocolVersion\":$1}" ;;
    *'"method":"session/new"'*) reply "$id" '{"sessionId":"s1"}' ;;
    *'"method":"session/prompt"'*)
      prompt=$line
      ask session/request_permission '{"options":[{"optionId":"yes","kind":"allow_once"}]}'
      ask _other/method '{"sessionId":"s1"}'
      obey /v1/chat/completions "$prompt"
      reply "$id" '{"stopReason":"end_turn"}'
      ;;
  esac
done
)sh";

class AcpTest : public ::testing::Test {
 protected:
  [[nodiscard]] Ran run_agent(const std::string& version) const {
    return test::run_cli(repository_, folder_, server_.url(), "", "openai", version);
  }

  Loopback server_{
      [](const test::Request& request) { return test::line_answer(test::kGoodLines, request); }};
  test::CliFolder folder_{"acp", kAcpAgent};
  Repository repository_;
};

TEST_F(AcpTest, LandsACampaignAndItsTalkIsInTheRecord) {
  const Ran ran = run_agent("1");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "landed       2 by acp, model test")) << ran.out;
  const std::string record = test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out;
  EXPECT_TRUE(test::holds(record, R"(> {"id":2,"jsonrpc":"2.0","method":"session/new")"));
  EXPECT_TRUE(test::holds(record, R"("optionId":"yes")"));
  EXPECT_TRUE(test::holds(record, "this client offers no _other/method"));
  EXPECT_TRUE(test::holds(test::journal(repository_), "end_turn"));
  EXPECT_FALSE(test::is_found(repository_, test::kCanary));
}

TEST_F(AcpTest, AnAgentThatStaysAfterItsTurnIsEndedAndItsReasonKept) {
  const test::CliFolder folder(
      "acp", std::string(kAcpAgent) + "grep -q task..second <<<$prompt || sleep 100000");

  const Ran ran = test::run_cli(repository_, folder, server_.url(), "", "openai", "1");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(test::journal(repository_), "\"outcome\":\"end_turn\""));
  EXPECT_FALSE(test::holds(test::journal(repository_), "_limit"));
}

TEST_F(AcpTest, AnAgentOfAnotherVersionEndsItsAttemptByName) {
  const Ran ran = run_agent("2");

  EXPECT_EQ(ran.exit_code, 4) << ran.out;  // All attempts were used up.
  EXPECT_TRUE(test::holds(test::journal(repository_), "acp_error, no change"));
  EXPECT_TRUE(test::holds(test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out,
                          "speaks version 2 of the protocol"));
}

}  // namespace
}  // namespace wright
