// The judge against check programs that are small shell scripts.
#include "judge/judge.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

CheckReport report_of(const std::string& check, CheckStatus status) {
  CheckReport report;
  report.check = check;
  report.status = status;
  report.summary = "says the script";
  return report;
}

class JudgeTest : public ::testing::Test {
 protected:
  JudgeTest() : scratch_(TempDirectory::make("/tmp", "wright-judge-").value()) {
    tools_ = {scratch_.path() / "libexec", scratch_.path() / "share", "/bin/true"};
    EXPECT_TRUE(make_directories(tools_.libexec));
    judging_.request.artifacts = scratch_.path() / "artifacts";
    EXPECT_TRUE(make_directories(judging_.request.artifacts));
  }

  // A check of this tier whose program is the shell script `body`; each start
  // leaves a mark.
  void add_check(const std::string& name, int tier, const std::string& body) {
    const nlohmann::json info{{"check", name}, {"tier", tier}, {"visible", tier < 3}};
    EXPECT_TRUE(make_directories(tools_.share / "checks" / name));
    EXPECT_TRUE(write_file(tools_.share / "checks" / name / "check.json", canonical(info)));
    const fs::path program = tools_.libexec / ("check-" + name);
    EXPECT_TRUE(write_file(program, "#!/bin/sh\necho x >> " + marks(name).string() + "\n" + body));
    ::chmod(program.c_str(), 0755);
    judging_.checks.push_back({name, "{}"});
  }
  void add_check(const std::string& name, int tier, CheckStatus status, int exit_code) {
    add_check(name, tier, report_of(name, status), exit_code);
  }
  void add_check(const std::string& name, int tier, const CheckReport& report, int exit_code) {
    const fs::path file = scratch_.path() / (name + ".report");
    EXPECT_TRUE(write_file(file, canonical(to_json(report))));
    add_check(name, tier, "cat " + file.string() + "\nexit " + std::to_string(exit_code) + "\n");
  }

  Result<Verdict> judged() {
    const Result<CheckTable> table = load_checks(tools_);
    EXPECT_TRUE(table);
    return judge(judging_, tools_, *table);
  }
  int starts(const std::string& name) {
    const Result<std::string> text = read_file(marks(name));
    return text ? static_cast<int>(text->size() / 2) : 0;
  }
  fs::path marks(const std::string& name) { return scratch_.path() / (name + ".marks"); }

  TempDirectory scratch_;
  Tools tools_;
  Judging judging_;
};

TEST_F(JudgeTest, PassesWhenEveryCheckPasses) {
  add_check("one", 0, CheckStatus::pass, 0);
  add_check("two", 1, CheckStatus::pass, 0);

  const Result<Verdict> verdict = judged();

  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->passed());
  EXPECT_EQ(verdict->reports.size(), 2U);
}

TEST_F(JudgeTest, RunsTheCheapestTierFirstAndStopsAfterAFailedOne) {
  add_check("late", 4, CheckStatus::pass, 0);
  add_check("early", 0, CheckStatus::fail, 1);
  add_check("beside", 0, CheckStatus::pass, 0);

  const Result<Verdict> verdict = judged();

  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->status, VerdictStatus::fail);
  EXPECT_EQ(failing_check(*verdict), "early");
  EXPECT_EQ(starts("beside"), 1);
  EXPECT_EQ(starts("late"), 0);
}

TEST_F(JudgeTest, AnUnavailableCheckBlocksAndNeverPasses) {
  add_check("gone", 1, CheckStatus::unavailable, 2);

  EXPECT_EQ(judged()->status, VerdictStatus::blocked);
}

TEST_F(JudgeTest, NoCheckAtAllIsNoPass) {
  add_check("one", 0, CheckStatus::pass, 0);
  judging_.checks.clear();

  EXPECT_EQ(judged()->status, VerdictStatus::broken);
}

TEST_F(JudgeTest, APassWithAnotherExitCodeIsBroken) {
  add_check("liar", 0, CheckStatus::pass, 1);

  EXPECT_EQ(judged()->status, VerdictStatus::broken);
}

TEST_F(JudgeTest, APassThatItsOwnNumbersDenyIsBroken) {
  CheckReport with_error = report_of("a", CheckStatus::pass);
  with_error.findings.push_back({"rule", Severity::error, false, "", 0, "bad"});
  CheckReport with_skip = report_of("b", CheckStatus::pass);
  with_skip.tests = {2, 2, 1, 0, 1, {}};
  CheckReport with_vanished = report_of("c", CheckStatus::pass);
  with_vanished.tests = {3, 2, 2, 0, 0, {}};
  add_check("a", 0, with_error, 0);
  add_check("b", 0, with_skip, 0);
  add_check("c", 0, with_vanished, 0);

  const Result<Verdict> verdict = judged();

  ASSERT_EQ(verdict->reports.size(), 3U);
  for (const CheckReport& report : verdict->reports) {
    EXPECT_EQ(report.status, CheckStatus::broken) << report.check;
  }
}

TEST_F(JudgeTest, AProgramThatSaysNothingOrNonsenseIsBroken) {
  add_check("silent", 0, "exit 0\n");
  add_check("chatty", 0, "echo '[  PASSED  ] 99 tests'\nexit 0\n");
  add_check("partial", 0, "echo '{\"check\":\"partial\",\"status\":\"pass\"}'\nexit 0\n");
  add_check("killed", 0, "kill -9 $$\n");

  const Result<Verdict> verdict = judged();

  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->status, VerdictStatus::broken);
  EXPECT_EQ(verdict->reports.size(), 4U);
}

TEST_F(JudgeTest, ACachedReportIsNotComputedAgainAndBringsItsArtifacts) {
  CheckReport report = report_of("build", CheckStatus::pass);
  report.artifacts.push_back({"host", digest_of(std::string("the host"))});
  add_check("build", 1, report, 0);
  EXPECT_TRUE(write_file(judging_.request.artifacts / "host", "the host"));
  judging_.verdicts = scratch_.path() / "verdicts";
  const Result<Verdict> first = judged();
  fs::remove(judging_.request.artifacts / "host");

  const Result<Verdict> second = judged();

  EXPECT_EQ(*first, *second);
  EXPECT_EQ(starts("build"), 1);
  EXPECT_EQ(*read_file(judging_.request.artifacts / "host"), "the host");
}

TEST_F(JudgeTest, AnotherTreeOrConfigurationIsJudgedAnew) {
  add_check("build", 1, CheckStatus::pass, 0);
  judging_.verdicts = scratch_.path() / "verdicts";
  EXPECT_TRUE(judged());

  judging_.tree.value = "another";
  EXPECT_TRUE(judged());
  judging_.checks[0].config = R"({"compiler":"clang"})";
  EXPECT_TRUE(judged());

  EXPECT_EQ(starts("build"), 3);
}

TEST_F(JudgeTest, TimingsAndRefusedCachesAreNeverReused) {
  add_check("bench", 7, CheckStatus::pass, 0);
  add_check("build", 1, CheckStatus::pass, 0);
  judging_.verdicts = scratch_.path() / "verdicts";
  judging_.request.use_caches = false;

  EXPECT_TRUE(judged());
  EXPECT_TRUE(judged());

  EXPECT_EQ(starts("build"), 2);
  EXPECT_EQ(starts("bench"), 2);
}

TEST_F(JudgeTest, AReportAboutFilesElsewhereIsNeverReused) {
  add_check("similarity", 0, CheckStatus::pass, 0);
  EXPECT_TRUE(
      write_file(tools_.share / "checks/similarity/check.json",
                 R"({"check":"similarity","tier":0,"visible":false,"reads_outside":true})"));
  judging_.verdicts = scratch_.path() / "verdicts";

  EXPECT_TRUE(judged());
  EXPECT_TRUE(judged());

  EXPECT_EQ(starts("similarity"), 2);
}

TEST_F(JudgeTest, AnAgentMayRunTheVisibleChecksAlone) {
  add_check("differential", 3, CheckStatus::pass, 0);
  add_check("tests", 2, CheckStatus::pass, 0);
  add_check("policy", 0, CheckStatus::pass, 0);
  const CheckTable table = *load_checks(tools_);

  const std::vector<CheckConfig> visible = visible_checks(judging_.checks, table);

  ASSERT_EQ(visible.size(), 2U);
  EXPECT_EQ(visible[0].check, "policy");
  EXPECT_EQ(visible[1].check, "tests");
}

TEST_F(JudgeTest, AFolderThatTwoChecksGiveIsGivenOnce) {
  add_check("tests", 2, CheckStatus::pass, 0);
  add_check("emulated", 4, CheckStatus::pass, 0);
  add_check("adversarial", 4, CheckStatus::pass, 0);
  for (const char* name : {"emulated", "adversarial"}) {
    const nlohmann::json info{{"check", name},
                              {"tier", 4},
                              {"visible", false},
                              {"gives", "emulator"},
                              {"gives_what", "a GPU"}};
    EXPECT_TRUE(write_file(tools_.share / "checks" / name / "check.json", canonical(info)));
  }
  const CheckTable table = *load_checks(tools_);

  const std::vector<CheckInfo> giving = giving_checks(judging_.checks, table);

  ASSERT_EQ(giving.size(), 1U);
  EXPECT_EQ(giving[0].name, "emulated");
  EXPECT_EQ(giving[0].gives, "emulator");
  EXPECT_EQ(giving[0].gives_what, "a GPU");
}

}  // namespace
}  // namespace wright
