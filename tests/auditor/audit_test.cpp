// The program as a stranger uses it.
#include "tests/auditor/victim.h"

namespace wright {
namespace {

using test::Ran;

Ran audit(const std::filesystem::path& directory, const std::string& arguments) {
  return test::run_line(directory,
                        test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright-audit") + " " + arguments);
}

// The exit code and one line.
void expect_refused(const Ran& ran, int code, const std::string& why) {
  EXPECT_EQ(ran.exit_code, code) << ran.out;
  EXPECT_EQ(ran.out.rfind("tensorwright-audit: ", 0), 0U) << ran.out;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, why)) << ran.out;
}

TEST(AuditorTest, TheRecordsOfThisRepositoryAddUp) {
  const std::filesystem::path root = WRIGHT_SOURCE_DIR;
  if (!std::filesystem::exists(root / ".git")) GTEST_SKIP() << "no git history here";

  const Ran ran = audit(root, "--json");

  const auto report = nlohmann::json::parse(ran.out, nullptr, false);
  ASSERT_TRUE(report.is_object()) << ran.out;
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(report["findings"], nlohmann::json::array());
  EXPECT_GE(report["landings"], 41);
}

TEST(AuditorTest, AnAlteredRecordEndsWithOneAndNamesTheLine) {
  const test::Victim victim;
  std::vector<nlohmann::json> lines = victim.lines();
  lines[2]["time_ms"] = 1;
  test::overwrite(victim.events(), test::text_of(lines));

  const Ran ran = audit(victim.path(), "");

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "events.jsonl:4: does not follow the line before it"));
}

TEST(AuditorTest, OneLogCanBeLookedAtWhereverItLies) {
  const test::Victim victim;
  test::run_line(victim.path(), "mkdir elsewhere && mv logs/recorded/quick elsewhere/");

  const Ran ran = audit(victim.path(), "--log elsewhere/quick/");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
}

TEST(AuditorTest, ALogIsEnoughWhereItsCommitsAreNot) {
  const test::Victim victim;
  const test::Repository elsewhere;
  test::run_line(elsewhere.path(), "mkdir -p logs && cp -r " +
                                       test::quoted((victim.path() / "logs/recorded").string()) +
                                       " logs/");

  const Ran ran = audit(elsewhere.path(), "");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "its commits are not in this repository")) << ran.out;
}

TEST(AuditorTest, WhatItIsAskedInVainIsToldInOneLine) {
  const test::Repository repository;
  const TempDirectory nowhere = TempDirectory::make("/tmp", "wright-test-").value();

  expect_refused(audit(repository.path(), "--surprise"), 2, "does not know");
  expect_refused(audit(repository.path(), "--log"), 2, "wants a value");
  expect_refused(audit(repository.path(), "--log nowhere"), 2, "is not there");
  expect_refused(audit(repository.path(), "--require-signatures"), 2, "needs --allowed-signers");
  expect_refused(audit(repository.path(), ""), 3, "no log below logs/recorded");
  expect_refused(audit(nowhere.path(), ""), 3, "no git repository");
}

}  // namespace
}  // namespace wright
