#include "mutation/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/verdict.h"

namespace wright {
namespace {

using testing::HasSubstr;
using testing::Not;

// Four changes of one function; what became of each is the test's.
Tried tried(std::set<Suite> suites, const std::vector<JudgedMutant>& judged) {
  const std::string text = "int f(int a) {\n  return a + 2 < 3 * a;\n}\n";
  Drawn drawn{{{"src/f.cpp", text}}, {}, 6};
  for (const Mutation& mutation : mutations_of(text)) {
    if (drawn.mutants.size() < judged.size())
      drawn.mutants.push_back({"src/f.cpp", mutation, false});
  }
  return {std::move(suites), drawn, judged};
}

const std::set<Suite> kAll{Suite::tests, Suite::visible, Suite::held_out};

TEST(ReportTest, EachSuiteHasItsOwnScoreOfTheViableMutants) {
  const CheckReport report = report_of("mutation", {},
                                       tried(kAll, {{Fate::judged, {Suite::tests, Suite::held_out}},
                                                    {Fate::judged, {Suite::held_out}},
                                                    {Fate::equivalent, {}},
                                                    {Fate::refused, {}}}));

  EXPECT_EQ(report.status, CheckStatus::pass);
  EXPECT_EQ(report.metrics.at("score").value, 1.0);
  EXPECT_EQ(report.metrics.at("score_tests").value, 0.5);
  EXPECT_EQ(report.metrics.at("score_visible").value, 0.0);
  EXPECT_EQ(report.metrics.at("score_held_out").value, 1.0);
  EXPECT_EQ(report.metrics.at("mutants").value, 4.0);
  EXPECT_EQ(report.metrics.at("equivalent").value, 1.0);
}

TEST(ReportTest, ASuiteThatIsNotThereHasNoScore) {
  const CheckReport report =
      report_of("mutation", {}, tried({Suite::visible}, {{Fate::judged, {Suite::visible}}}));

  EXPECT_EQ(report.metrics.count("score_tests"), 0U);
  EXPECT_EQ(report.metrics.count("score_held_out"), 0U);
}

TEST(ReportTest, ASurvivorIsANoteUntilAScoreIsAskedForAndMissed) {
  const Tried both = tried({Suite::tests}, {{Fate::judged, {Suite::tests}}, {Fate::judged, {}}});
  Plan half;
  half.score_min = 0.5;
  Plan more;
  more.score_min = 0.6;

  EXPECT_EQ(report_of("mutation", {}, both).findings.at(0).severity, Severity::note);
  EXPECT_EQ(report_of("mutation", half, both).status, CheckStatus::pass);
  const CheckReport missed = report_of("mutation", more, both);
  EXPECT_EQ(missed.status, CheckStatus::fail);
  EXPECT_EQ(missed.findings.at(0), (Finding{"mutation.survived", Severity::error, false,
                                            "src/f.cpp", 2, "`+` became `-`: no test noticed"}));
}

TEST(ReportTest, AnAgentReadsWhatVisibleTestsMissedAndNothingOfTheHeldOutOnes) {
  Plan all;
  all.score_min = 1.0;
  const CheckReport report = report_of("mutation", all,
                                       tried(kAll, {{Fate::judged, {Suite::held_out}},
                                                    {Fate::judged, {}},
                                                    {Fate::judged, {Suite::visible}}}));
  Verdict verdict;
  verdict.reports = {report};

  const std::string feedback = feedback_for(verdict);

  EXPECT_THAT(feedback, HasSubstr("src/f.cpp:1: `return {};` came first: no visible test"));
  EXPECT_THAT(feedback, HasSubstr("src/f.cpp:2: `+` became `-`: no visible test noticed"));
  EXPECT_THAT(feedback, HasSubstr("held-out: mutation.survived_all, 1 finding"));
  EXPECT_THAT(feedback, Not(HasSubstr("held_out")));
  EXPECT_THAT(feedback, Not(HasSubstr("of 3 mutants")));
}

TEST(ReportTest, AScoreCanBeOfNamedSuitesAlone) {
  Plan tests;
  tests.score_min = 1.0;
  tests.by = {Suite::tests};
  const Tried seen_by_cases = tried(kAll, {{Fate::judged, {Suite::visible, Suite::held_out}}});

  const CheckReport report = report_of("mutation", tests, seen_by_cases);

  EXPECT_EQ(report.status, CheckStatus::fail);
  EXPECT_EQ(report.metrics.at("score").value, 0.0);
  EXPECT_EQ(report.findings.at(0).rule, "mutation.survived");
}

TEST(ReportTest, ANamedFaultMustBeNoticedWhateverTheScore) {
  Tried both = tried({Suite::tests}, {{Fate::judged, {}}, {Fate::judged, {Suite::tests}}});
  both.drawn.mutants[0].is_named = true;

  const CheckReport survived = report_of("mutation", {}, both);
  both.judged[0].noticed = {Suite::tests};
  const CheckReport noticed = report_of("mutation", {}, both);
  both.judged[0] = {Fate::refused, {}};
  const CheckReport unjudged = report_of("mutation", {}, both);

  EXPECT_EQ(survived.status, CheckStatus::fail);
  EXPECT_EQ(survived.findings.at(0).rule, "mutation.survived");
  EXPECT_EQ(survived.metrics.at("score").value, 1.0);
  EXPECT_EQ(noticed.status, CheckStatus::pass);
  EXPECT_EQ(unjudged.findings.at(0).rule, "mutation.none");
}

TEST(ReportTest, AScoreThatIsAskedForWithNothingToJudgeIsAFailure) {
  Plan asked;
  asked.score_min = 0.1;

  EXPECT_EQ(report_of("mutation", {}, {}).status, CheckStatus::pass);
  EXPECT_EQ(report_of("mutation", asked, {}).findings.at(0).rule, "mutation.none");
  EXPECT_EQ(report_of("mutation", asked, tried(kAll, {{Fate::refused, {}}})).status,
            CheckStatus::fail);
}

TEST(ReportTest, MutantsThatTimeDidNotReachAreCountedAsNotTried) {
  const CheckReport report =
      report_of("mutation", {}, tried(kAll, {{Fate::judged, {Suite::tests}}, {Fate::untried, {}}}));

  EXPECT_THAT(report.summary, HasSubstr("1 of 6 possible ones tried"));
  EXPECT_EQ(report.metrics.at("mutants").value, 1.0);
}

}  // namespace
}  // namespace wright
