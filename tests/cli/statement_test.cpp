// What a landing's statement says can be computed again from the log with a shell.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::Ran;

// The statement of the last landing of the finished campaign, and its log.
class StatementTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Ran text = in_log(
        "cat blobs/$(grep '\"kind\":\"landed\"' events.jsonl | tail -n 1 | "
        "grep -o '\"statement\":\"[0-9a-f]*' | cut -d'\"' -f4)");
    statement_ = nlohmann::json::parse(text.out, nullptr, false);
    ASSERT_TRUE(statement_.is_object()) << text.out;
  }
  static Ran in_log(const std::string& line) {
    return test::run_line(test::finished().path() / "logs/runs/quick", line);
  }
  // The SHA-256 of what `line` prints.
  static std::string sha256_of(const std::string& line) {
    return in_log("{ " + line + "; } | sha256sum | cut -c1-64 | tr -d '\\n'").out;
  }
  [[nodiscard]] nlohmann::json at(const std::string& pointer) const {
    return statement_.value(nlohmann::json::json_pointer("/predicate" + pointer), nlohmann::json());
  }

  nlohmann::json statement_;
};

TEST_F(StatementTest, TheTranscriptIsTheAttemptsLinesUpToItsVerdict) {
  const std::string lines =
      "grep '\"attempt\":\"quick.second.1\"' events.jsonl | sed '/\"kind\":\"judged\"/q'";

  EXPECT_EQ(at("/transcript/sha256"), sha256_of(lines));
  EXPECT_EQ(at("/transcript/lines"), std::stoi(in_log(lines + " | wc -l").out));
  EXPECT_EQ(at("/transcript/actions"), std::stoi(in_log(lines + " | grep -c action_taken").out));
}

TEST_F(StatementTest, AClauseIsTheDigestOfItsText) {
  const nlohmann::json wanted{
      {"R2", {{"sha256", sha256_of("printf '`src/second.h` holds the number two.'")}}}};

  EXPECT_EQ(at("/clauses"), wanted);
}

TEST_F(StatementTest, TheBriefIsTheOneThatTheAttemptWasGiven) {
  const std::string brief = at("/brief/sha256");

  EXPECT_EQ(sha256_of("cat blobs/" + brief), brief);
  EXPECT_TRUE(test::holds(in_log("cat blobs/" + brief).out, "The second file"));
}

TEST_F(StatementTest, ToolchainIsolationTestsAndArtifactsAreThoseOfTheReports) {
  // Policy, the one check of this campaign, builds nothing and runs no test.
  const std::string nothing = sha256_of("true");

  EXPECT_EQ(at("/toolchain/sha256"), nothing);
  EXPECT_EQ(at("/isolation/sha256"), nothing);
  EXPECT_EQ(at("/tests"), (nlohmann::json{{"sha256", nothing}, {"count", 0}}));
  EXPECT_EQ(at("/artifacts"), nlohmann::json::object());
}

TEST_F(StatementTest, TheClosingLineHasTheTimeOfTheLineThatItAnchors) {
  const Ran times = in_log("tail -n 2 events.jsonl | grep -o '\"time_ms\":[0-9]*' | uniq | wc -l");

  EXPECT_EQ(std::stoi(times.out), 1) << in_log("tail -n 2 events.jsonl").out;
}

}  // namespace
}  // namespace wright
