// What an agent is told, and what it must not be told.
#include "core/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::HasSubstr;
using testing::Not;

CheckReport report(const std::string& check, CheckStatus status, const std::string& summary,
                   std::vector<Finding> findings = {}) {
  CheckReport made;
  made.check = check;
  made.status = status;
  made.summary = summary;
  made.findings = std::move(findings);
  return made;
}

TEST(VerdictTest, TheFailingCheckIsTheFirstThatDidNotPass) {
  const CheckReport build = report("build", CheckStatus::pass, "");
  const CheckReport bench = report("bench", CheckStatus::unavailable, "");
  const CheckReport tests = report("tests", CheckStatus::fail, "");

  EXPECT_EQ(failing_check({VerdictStatus::pass, {build}}), "");
  EXPECT_EQ(failing_check({VerdictStatus::fail, {build, bench, tests}}), "bench");
  EXPECT_EQ(failing_check({VerdictStatus::broken, {}}), "none ran");
}

TEST(VerdictTest, OnlyTimesAndAbsentChecksBelongToTheMachine) {
  const Finding slow{kSlowRule, Severity::error, false, "", 0, "1.02 times, 1.1 is asked"};
  const Finding wrong{"bench.value", Severity::error, false, "", 0, "0.5 != 0.25"};
  const CheckReport build = report("build", CheckStatus::pass, "");
  const CheckReport absent = report("differential_torch", CheckStatus::unavailable, "");
  const CheckReport late = report("bench", CheckStatus::fail, "", {slow});
  const CheckReport cheat = report("bench", CheckStatus::fail, "", {slow, wrong});
  const CheckReport silent = report("tests", CheckStatus::fail, "");

  EXPECT_TRUE(fails_by_machine({VerdictStatus::fail, {build, late}}));
  EXPECT_TRUE(fails_by_machine({VerdictStatus::fail, {build, absent, late}}));
  EXPECT_TRUE(fails_by_machine({VerdictStatus::blocked, {build, absent}}));
  EXPECT_FALSE(fails_by_machine({VerdictStatus::fail, {build, cheat}}));
  EXPECT_FALSE(fails_by_machine({VerdictStatus::fail, {build, late, silent}}));
  EXPECT_FALSE(fails_by_machine({VerdictStatus::broken, {}}));
  EXPECT_FALSE(fails_by_machine({VerdictStatus::pass, {build}}));
}

TEST(FeedbackTest, VisibleFindingsAreToldWithTheirPlace) {
  const Verdict verdict{
      VerdictStatus::fail,
      {report("policy", CheckStatus::pass, "nothing to say"),
       report("build", CheckStatus::fail, "2 errors",
              {{"compile", Severity::error, false, "src/a.cpp", 7, "no such type"},
               {"compile", Severity::error, false, "src/b.cpp", 0, "empty"},
               {"link", Severity::error, false, "", 0, "no main"},
               {"compile", Severity::note, false, "src/a.cpp", 7, "noted"}}),
       report("bench", CheckStatus::unavailable, "one processor"),
       report("fuzz", CheckStatus::broken, "no engine")}};

  EXPECT_EQ(feedback_for(verdict),
            "policy: passed\n"
            "build: failed: 2 errors\n"
            "- compile src/a.cpp:7: no such type\n"
            "- compile src/b.cpp: empty\n"
            "- link: no main\n"
            "bench: unavailable here: one processor\n"
            "fuzz: broken: no engine\n");
}

TEST(FeedbackTest, OfHeldOutFindingsOnlyTheirRuleAndNumberAreTold) {
  const Finding secret{"value", Severity::error, true, "held_out/secret.cases", 3, "f(41) is 42"};
  const Verdict verdict{
      VerdictStatus::fail,
      {report("differential", CheckStatus::fail, "f(41) is wrong",
              {secret, secret, {"shape", Severity::error, true, "held_out/s.cases", 4, "f(43)"}})}};

  EXPECT_EQ(feedback_for(verdict),
            "differential: failed\n"
            "- held-out: shape, 1 finding\n"
            "- held-out: value, 2 findings\n");
}

TEST(FeedbackTest, AHiddenNoteKeepsTheSummaryBackToo) {
  const Finding note{"value", Severity::note, true, "", 0, "f(41)"};
  const Verdict verdict{VerdictStatus::fail,
                        {report("differential", CheckStatus::fail, "f(41) is odd", {note})}};

  EXPECT_EQ(feedback_for(verdict), "differential: failed\n");
}

TEST(FeedbackTest, ManyFindingsAreCounted) {
  const std::vector<Finding> many(63, {"compile", Severity::error, false, "a.cpp", 1, "bad"});

  const std::string text =
      feedback_for({VerdictStatus::fail, {report("build", CheckStatus::fail, "63", many)}});

  EXPECT_THAT(text, HasSubstr("- compile a.cpp:1: bad\n- and 3 more\n"));
}

TEST(FeedbackTest, ItIsBoundedAndCannotSteerATerminal) {
  const Finding loud{"compile", Severity::error,
                     false,     "a.cpp",
                     1,         "\x1b[2J\xE2\x80\xAE" + std::string(20000, 'x')};

  const std::string text =
      feedback_for({VerdictStatus::fail, {report("build", CheckStatus::fail, "loud", {loud})}});

  EXPECT_THAT(text, HasSubstr("a.cpp:1: \\x1b[2J\\u202exxx"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("bytes cut"));
  EXPECT_LT(text.size(), 8300U);
}

}  // namespace
}  // namespace wright
