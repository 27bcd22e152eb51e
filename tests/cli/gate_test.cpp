// The gate: any branch and any folder is judged, and nothing lands.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::Ran;
using test::Repository;

class GateTest : public ::testing::Test {
 protected:
  // main holds the scaffold; `good`, `bad` and `outside` are branches on it.
  void SetUp() override {
    const std::string commit =
        " && git add -A && git -c user.name=a -c user.email=a@b commit -q -m work";
    const std::string files = test::quoted(test::source("tests/scenarios/quick").string());
    shell("git checkout -q -b main && mkdir quick_tree && cp " + files +
          "/quick/scaffold/README.md quick_tree" + commit);
    shell("git checkout -q -b good && cp -r " + files + "/first/src quick_tree" + commit);
    shell("git checkout -q -b outside && echo more > more.txt" + commit);
    shell("git checkout -q -b bad main && cp -r " + files + "/forbidden/src quick_tree" + commit);
  }
  void shell(const std::string& line) const {
    const Ran ran = test::run_line(repository_.path(), line);
    ASSERT_EQ(ran.exit_code, 0) << line << ": " << ran.out;
  }
  Ran judge(const std::string& what) const {
    return test::tensorwright(repository_.path(), "judge --task first --spec " +
                                                      test::quick_folder("quick") + " " + what);
  }

  Repository repository_;
};

TEST_F(GateTest, AGoodBranchExitsWith0AndLandsNothing) {
  const Ran ran = judge("--base main --head good");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "verdict: pass")) << ran.out;
  EXPECT_EQ(test::run_line(repository_.path(), "git branch --list 'campaign/*'").out, "");
  EXPECT_EQ(test::run_line(repository_.path(), "git status --porcelain").out, "");
}

TEST_F(GateTest, ABadBranchExitsWith1AndNamesTheLine) {
  const Ran ran = judge("--base main --head bad");

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(holds(ran.out, "hygiene.call src/first.h:6")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "verdict: fail")) << ran.out;
}

TEST_F(GateTest, TheCostOfItsTiersNeedsABuildAndWorkThatPasses) {
  const std::string ask = "bench tiers --task first --spec " + test::quick_folder("quick");

  const Ran passes = test::tensorwright(repository_.path(), ask + " --base main --head good");
  const Ran fails = test::tensorwright(repository_.path(), ask + " --base main --head bad");

  EXPECT_EQ(passes.exit_code, 2) << passes.out;
  EXPECT_TRUE(holds(passes.out, "no check build")) << passes.out;
  EXPECT_EQ(fails.exit_code, 1) << fails.out;
  EXPECT_TRUE(holds(fails.out, "of work that does not land, the cost says nothing")) << fails.out;
}

TEST_F(GateTest, ABranchThatChangesOtherFilesExitsWith1) {
  const Ran ran = judge("--base main --head outside");

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(holds(ran.out, "policy.scope more.txt")) << ran.out;
}

TEST_F(GateTest, AFolderIsLaidOverTheScaffold) {
  EXPECT_EQ(judge("--patch " + test::quick_folder("first")).exit_code, 0);
  EXPECT_EQ(judge("--patch " + test::quick_folder("forbidden")).exit_code, 1);
}

TEST_F(GateTest, AFolderWithALinkIsNoPatch) {
  shell("mkdir -p patch/src && ln -s /etc/passwd patch/src/first.h");

  const Ran ran = judge("--patch patch");

  EXPECT_NE(ran.exit_code, 0);
  EXPECT_TRUE(test::is_one_line(ran));
  EXPECT_FALSE(holds(ran.out, "root:")) << ran.out;
}

TEST_F(GateTest, WhatIsNotThereIsAUsageError) {
  EXPECT_TRUE(fails_with(judge("--base main --head nowhere"), 2, "no revision \"nowhere\""));
  EXPECT_TRUE(fails_with(judge("--base nowhere --head good"), 2, "no revision \"nowhere\""));
  EXPECT_TRUE(fails_with(judge("--task nowhere --head good"), 2, ""));
  EXPECT_TRUE(fails_with(judge("--head good --patch ."), 2, "either --head REV or --patch DIR"));
}

TEST_F(GateTest, ACheckThatCannotRunExitsWith3) {
  // The check is there and its program is not.
  const std::filesystem::path built = WRIGHT_BUILD_DIR;
  shell("mkdir -p tools/libexec && cp -r " + test::quoted((built / "bin").string()) + " " +
        test::quoted((built / "share").string()) + " tools");

  const Ran ran =
      test::run_line(repository_.path(),
                     "tools/bin/tensorwright judge --task first --base main --head good "
                     "--spec " +
                         test::quick_folder("quick"));

  EXPECT_EQ(ran.exit_code, 3) << ran.out;
}

TEST_F(GateTest, TheVerdictIsARecordOnRequest) {
  const Ran ran = judge("--base main --head bad --json");
  const auto record = nlohmann::json::parse(ran.out);

  EXPECT_EQ(record.at("task"), "first");
  EXPECT_EQ(record.at("verdict").at("status"), "fail");
}

}  // namespace
}  // namespace wright
