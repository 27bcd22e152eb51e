// What stands of a landing's claim, whatever was stated about it since.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::Ran;

constexpr const char* kLanding = "campaign/quick~1";

class ClaimTest : public ::testing::Test {
 protected:
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_->path(), arguments);
  }
  std::string claim() const {
    const Ran ran = ask(std::string("evidence list --json ") + kLanding);
    const auto record = nlohmann::json::parse(ran.out, nullptr, false);
    return record.is_object() ? record.value("claim", "none") : ran.out;
  }
  // A verification of this tree, which came out so.
  void state_verification(const std::string& status, const nlohmann::json& findings) const {
    const Ran list = ask(std::string("evidence list --json ") + kLanding);
    nlohmann::json statement = nlohmann::json::parse(list.out)["statements"][0];
    statement["predicateType"] = "https://tensorwright.dev/attestation/verification/v1";
    nlohmann::json& verdict = statement["predicate"]["verdict"];
    verdict["status"] = status;
    verdict["reports"][0]["status"] = status;
    verdict["reports"][0]["findings"] = findings;
    ASSERT_TRUE(write_file(repository_->path() / "statement.json", statement.dump()));
    const Ran imported = ask("evidence import statement.json");
    ASSERT_EQ(imported.exit_code, 0) << imported.out;
  }
  static nlohmann::json finding(const std::string& rule) {
    return nlohmann::json::array({{{"rule", rule},
                                   {"severity", "error"},
                                   {"held_out", false},
                                   {"file", ""},
                                   {"line", 0},
                                   {"message", "no"}}});
  }
  void retract() const {
    const Ran ran = ask(std::string("evidence retract ") + kLanding + " --why 'it leaks'");
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
  }

  std::unique_ptr<test::Repository> repository_ = test::with_recording();
};

TEST_F(ClaimTest, ALandingAssertsItself) {
  EXPECT_EQ(claim(), "asserted");
  EXPECT_TRUE(holds(ask("show quick.second.1").out, "claim     asserted (1 statement, 0 signed)"));
}

TEST_F(ClaimTest, AVerificationThatIsKeptReplaysIt) {
  const Ran ran = ask(std::string("verify --keep ") + kLanding);

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(claim(), "replayed");
  EXPECT_TRUE(holds(ask("show --json quick.second.1").out, "replayed"));
}

TEST_F(ClaimTest, TimesAloneDisputeNothing) {
  state_verification("fail", finding("bench.slow"));

  EXPECT_EQ(claim(), "asserted");
}

TEST_F(ClaimTest, AnotherFailureDisputesItWhoeverReplayedIt) {
  state_verification("pass", nlohmann::json::array());
  ASSERT_EQ(claim(), "replayed");
  state_verification("fail", finding("tests.failed"));

  EXPECT_EQ(claim(), "disputed");
}

TEST_F(ClaimTest, WhatWasWithdrawnStaysWithdrawnAndNothingIsDeleted) {
  state_verification("fail", finding("tests.failed"));
  retract();

  const Ran list = ask(std::string("evidence list ") + kLanding);

  EXPECT_EQ(claim(), "retracted");
  EXPECT_TRUE(holds(list.out, "withdrawn: it leaks")) << list.out;
  EXPECT_TRUE(holds(list.out, "policy fail")) << list.out;
  EXPECT_TRUE(holds(ask("show quick.second.1").out, "claim     retracted"));
}

TEST_F(ClaimTest, AReasonIsAskedFor) {
  EXPECT_TRUE(fails_with(ask(std::string("evidence retract --why '' ") + kLanding), 2, "--why"));
  EXPECT_EQ(ask(std::string("evidence retract ") + kLanding).exit_code, 2);
}

}  // namespace
}  // namespace wright
