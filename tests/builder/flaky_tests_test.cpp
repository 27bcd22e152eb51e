#include "builder/flaky_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const TestProgram kProgram{"sum_tests", "", "tests", {}, {}, {}};

TestRun run_of(TestState first, TestState second) {
  TestRun run;
  run.tests = {{"Sum.Adds", first}, {"Sum.IsZero", second}};
  for (const TestResult& test : run.tests) {
    if (test.state == TestState::failed) {
      run.findings.push_back({"tests.failed", Severity::error, false, "", 0, test.name + ": no"});
    }
  }
  return run;
}

TestRun crashed() {
  TestRun run = run_of(TestState::failed, TestState::failed);
  run.findings = {{"tests.ended", Severity::error, false, "", 0, "signal 11"}};
  return run;
}

std::vector<std::string> told(const std::vector<TestRun>& runs) {
  std::vector<std::string> messages;
  for (const Finding& finding : told_together(kProgram, runs).findings) {
    messages.push_back(finding.rule + " " + finding.message);
  }
  return messages;
}

const TestRun kGood = run_of(TestState::passed, TestState::passed);
const TestRun kBad = run_of(TestState::failed, TestState::passed);

TEST(FlakyTestsTest, RunsThatAllPassSayNothing) {
  EXPECT_THAT(told({kGood, kGood, kGood}), IsEmpty());
}

TEST(FlakyTestsTest, ATestThatAlwaysFailsIsNotCalledFlaky) {
  EXPECT_THAT(told({kBad, kBad}), ElementsAre("tests.failed Sum.Adds: no"));
}

TEST(FlakyTestsTest, ATestOfBothOutcomesIsNamedWithItsRateAndWhatItFailedBy) {
  EXPECT_THAT(told({kGood, kBad, kGood, kBad}),
              ElementsAre("tests.failed Sum.Adds: no", "tests.flaky Sum.Adds failed 2 of 4 times"));
}

TEST(FlakyTestsTest, OneFailureAmongManyRunsIsAFailure) {
  const TestRun run = told_together(kProgram, {kGood, kGood, kBad, kGood});

  EXPECT_EQ(run.tests.at(0).state, TestState::failed);
  EXPECT_EQ(run.tests.at(1).state, TestState::passed);
}

TEST(FlakyTestsTest, TwoTestsThatFailInTurnAreBothNamed) {
  EXPECT_THAT(told({kBad, run_of(TestState::passed, TestState::failed)}),
              ElementsAre("tests.failed Sum.Adds: no", "tests.flaky Sum.Adds failed 1 of 2 times",
                          "tests.flaky Sum.IsZero failed 1 of 2 times"));
}

TEST(FlakyTestsTest, ACrashIsCountedForTheProgramAndForNoTest) {
  EXPECT_THAT(told({kGood, crashed(), kGood}),
              ElementsAre("tests.ended signal 11",
                          "tests.flaky the program sum_tests failed 1 of 3 times"));
}

}  // namespace
}  // namespace wright
