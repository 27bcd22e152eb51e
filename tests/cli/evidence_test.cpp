// A landing is packed, verified elsewhere, and what was found there comes back.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

class EvidenceTest : public ::testing::Test {
 protected:
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_->path(), arguments);
  }
  // Bundles the last landing and verifies it in the bundle.
  void make_statement() const {
    const Ran bundled = ask("bundle " + kLanding + " bundled");
    ASSERT_EQ(bundled.exit_code, 0) << bundled.out;
    const std::string commit =
        test::run_line(repository_->path(), "git rev-parse " + kLanding + " | tr -d '\\n'").out;
    const Ran verified = ask("-C bundled verify " + commit + " --out statement.json");
    ASSERT_EQ(verified.exit_code, 0) << verified.out;
  }
  std::string change(const std::string& expression) const {
    return test::run_line(repository_->path(), "sed -i '" + expression + "' statement.json").out;
  }

  const std::string kLanding = "campaign/quick~1";
  std::unique_ptr<Repository> repository_ = test::with_recording();
};

TEST_F(EvidenceTest, ABundleIsARepositoryThatExplainsItself) {
  make_statement();

  const auto statement = nlohmann::json::parse(
      test::run_line(repository_->path(), "cat statement.json").out, nullptr, false);
  EXPECT_EQ(statement.at("predicate").at("attempt"), "quick.second.1") << statement;
  EXPECT_EQ(test::tensorwright(repository_->path() / "bundled", "audit bundle").exit_code, 0);
  EXPECT_TRUE(fails_with(ask("bundle " + kLanding + " bundled"), 2, "is there already"));
}

TEST_F(EvidenceTest, AStatementIsTakenInOnceAndListed) {
  make_statement();

  const Ran first = ask("evidence import statement.json");
  const Ran second = ask("evidence import statement.json");
  const Ran list = ask("evidence list " + kLanding);

  EXPECT_EQ(first.exit_code, 0) << first.out;
  EXPECT_TRUE(test::holds(second.out, "known already")) << second.out;
  EXPECT_TRUE(test::holds(list.out, "quick.second.1")) << list.out;
}

TEST_F(EvidenceTest, WhatAGpuMadeOfTheTreeIsListedWithIt) {
  const std::string statement =
      R"({"subject":[{"digest":{"gitTree":"0"},"name":"quick_tree"}],"predicate":{"device":)"
      R"({"name":"Some GPU"},"reports":[{"suite":"first","report":{"status":"pass",)"
      R"("summary":"right values","toolchain":"nvcc 13.0"}}]}})";
  test::run_line(repository_->path(), "at=logs/gpu/$(git rev-parse " + kLanding +
                                          ":quick_tree) && mkdir -p $at && echo " +
                                          test::quoted(statement) + " > $at/a.json");

  const Ran list = ask("evidence list " + kLanding);
  const Ran of_another = ask("evidence list campaign/quick~2");

  EXPECT_EQ(list.exit_code, 0) << list.out;
  EXPECT_TRUE(test::holds(list.out, "Some GPU")) << list.out;
  EXPECT_FALSE(test::holds(of_another.out, "Some GPU")) << of_another.out;
}

TEST_F(EvidenceTest, AStatementAboutAnotherTreeIsRefused) {
  make_statement();
  change(R"(s/"gitTree":"[0-9a-f]\{8\}/"gitTree":"00000000/)");

  const Ran ran = ask("evidence import statement.json");

  EXPECT_NE(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::is_one_line(ran));
}

TEST_F(EvidenceTest, WhatIsNoStatementIsRefused) {
  for (const char* text : {"", "[]", "{}", "{\"_type\":\"x\"}", "\\377"}) {
    test::run_line(repository_->path(), std::string("printf '") + text + "' > statement.json");
    const Ran ran = ask("evidence import statement.json");
    EXPECT_NE(ran.exit_code, 0) << text;
    EXPECT_TRUE(test::is_one_line(ran)) << text;
  }
}

}  // namespace
}  // namespace wright
