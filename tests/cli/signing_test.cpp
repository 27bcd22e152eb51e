// Who signs what a log states, and who is believed.
#include <nlohmann/json.hpp>

#include "support/ssh_key.h"
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::Ran;

constexpr const char* kSignedLanding = "campaign/quick~1";

class SigningTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_ssh_keygen()) GTEST_SKIP() << "ssh-keygen is not installed";
    ASSERT_EQ(test::make_key(path(), "alice").exit_code, 0);
  }
  const std::filesystem::path& path() const { return repository_->path(); }
  Ran ask(const std::string& arguments, const std::string& variables = "") const {
    return test::tensorwright(path(), arguments, variables);
  }
  Ran sign(const std::string& revision, const std::string& key = "alice") const {
    return ask("evidence sign " + revision + " --key " + key);
  }
  std::string envelope() const {
    return test::run_line(path(), "ls logs/evidence/*/*.dsse.json").out;
  }

  std::unique_ptr<test::Repository> repository_ = test::with_recording();
};

TEST_F(SigningTest, ALandingIsSignedAndItsSignerIsListed) {
  ASSERT_EQ(sign(kSignedLanding).exit_code, 0);

  const Ran list =
      ask(std::string("evidence list ") + kSignedLanding + " --allowed-signers allowed");

  EXPECT_EQ(list.exit_code, 0) << list.out;
  EXPECT_TRUE(holds(list.out, "  alice  ")) << list.out;
}

TEST_F(SigningTest, WithoutAListTheKeyIsNamed) {
  ASSERT_EQ(sign(kSignedLanding).exit_code, 0);
  const std::string key = test::run_line(path(), "ssh-keygen -lf alice.pub | cut -d' ' -f2").out;

  const Ran list = ask(std::string("evidence list ") + kSignedLanding);

  EXPECT_TRUE(holds(list.out, key.substr(0, key.size() - 1))) << key << list.out;
}

// Its statement names the head of the log, and with it all that stands in the log.
TEST_F(SigningTest, TheEndOfACampaignIsSigned) {
  const Ran ran = sign("campaign/quick");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  const Ran list = ask("evidence list campaign/quick --json --allowed-signers allowed");
  const auto record = nlohmann::json::parse(list.out, nullptr, false);
  ASSERT_TRUE(record.is_object()) << list.out;
  EXPECT_EQ(record["signatures"][1], (nlohmann::json{{"signature", "good"}, {"signer", "alice"}}));
  EXPECT_EQ(record["statements"][1], record["statements"][0]);
  const std::string head = record["statements"][1]["predicate"]["head"]["sha256"];
  EXPECT_EQ(test::run_line(path(),
                           "tail -n 2 logs/recorded/quick/events.jsonl | head -n 1 | tr -d "
                           "'\\n' | sha256sum | cut -c1-64")
                .out,
            head + "\n");
}

TEST_F(SigningTest, ASignerWhoMayNotIsToldAndCountsForNothing) {
  ASSERT_EQ(test::make_key(path(), "carol").exit_code, 0);
  ASSERT_EQ(test::run_line(path(), "grep alice allowed > alone").exit_code, 0);
  ASSERT_EQ(
      ask(std::string("evidence retract ") + kSignedLanding + " --why spite --key carol").exit_code,
      0);

  const Ran list = ask(std::string("evidence list ") + kSignedLanding + " --allowed-signers alone");

  EXPECT_EQ(list.exit_code, 1) << list.out;
  EXPECT_TRUE(holds(list.out, "bad, or may not")) << list.out;
  EXPECT_TRUE(holds(list.out, "claim: asserted")) << list.out;
}

TEST_F(SigningTest, AnAlteredStatementHasABadSignature) {
  ASSERT_EQ(sign(kSignedLanding).exit_code, 0);
  const std::string file = envelope();
  const auto name = path() / file.substr(0, file.size() - 1);
  auto value = nlohmann::json::parse(read_file(name).value());
  std::string payload = value["payload"];
  payload[20] = payload[20] == 'A' ? 'B' : 'A';
  value["payload"] = payload;
  ASSERT_TRUE(write_file(name, value.dump() + "\n"));

  const Ran list = ask(std::string("evidence list ") + kSignedLanding);

  EXPECT_NE(list.exit_code, 0) << list.out;
}

TEST_F(SigningTest, AnEnvelopeTravels) {
  ASSERT_EQ(sign(kSignedLanding).exit_code, 0);
  const auto elsewhere = test::with_recording();
  test::run_line(path(), "cp logs/evidence/*/*.dsse.json " +
                             test::quoted((elsewhere->path() / "envelope").string()));

  const Ran imported = test::tensorwright(elsewhere->path(), "evidence import envelope");
  const Ran list =
      test::tensorwright(elsewhere->path(), std::string("evidence list --json ") + kSignedLanding);

  EXPECT_EQ(imported.exit_code, 0) << imported.out;
  EXPECT_TRUE(holds(list.out, "\"signature\":\"good\"") ||
              holds(list.out, "\"signature\": \"good\""))
      << list.out;
}

TEST_F(SigningTest, AKeyWithAPassphraseSignsFromAnAgent) {
  ASSERT_EQ(test::make_key(path(), "locked", "a secret").exit_code, 0);
  const test::SshAgent agent(path());
  ASSERT_EQ(agent.add("locked", "a secret").exit_code, 0);
  test::run_line(path(), "mkdir elsewhere && mv locked elsewhere");

  const Ran signed_by =
      ask(std::string("evidence sign ") + kSignedLanding + " --key locked.pub", agent.variables());

  EXPECT_EQ(signed_by.exit_code, 0) << signed_by.out;
  const Ran list =
      ask(std::string("evidence list ") + kSignedLanding + " --allowed-signers allowed");
  EXPECT_TRUE(holds(list.out, "  locked  ")) << list.out;
}

TEST_F(SigningTest, AnAgentThatHasAnotherKeyIsNoHelp) {
  ASSERT_EQ(test::make_key(path(), "locked", "a secret").exit_code, 0);
  const test::SshAgent agent(path());
  ASSERT_EQ(agent.add("alice", "").exit_code, 0);

  const Ran ran =
      ask(std::string("evidence sign ") + kSignedLanding + " --key locked", agent.variables());

  EXPECT_TRUE(fails_with(ran, 2, "`ssh-add locked`"));
}

TEST_F(SigningTest, WhatCannotSignIsNamedInOneLine) {
  ASSERT_EQ(test::make_key(path(), "locked", "a secret").exit_code, 0);
  test::run_line(path(), "echo nonsense > nonsense && mkfifo pipe && mkdir empty");

  EXPECT_TRUE(fails_with(sign(kSignedLanding, "nowhere"), 2, "is no file with a key"));
  EXPECT_TRUE(fails_with(sign(kSignedLanding, "pipe"), 2, "is no file with a key"));
  EXPECT_TRUE(fails_with(sign(kSignedLanding, "nonsense"), 2, "cannot sign with it"));
  EXPECT_TRUE(fails_with(sign(kSignedLanding, "locked"), 2, "`ssh-add locked`"));
  EXPECT_TRUE(fails_with(sign(kSignedLanding, "locked.pub"), 2, "`ssh-add locked`"));
  EXPECT_TRUE(fails_with(sign("HEAD"), 2, "is no landing of a campaign"));
  EXPECT_TRUE(
      fails_with(ask(std::string("evidence sign --key alice ") + kSignedLanding, "PATH=/nowhere"),
                 2, "apt-get install openssh-client"));
}

}  // namespace
}  // namespace wright
