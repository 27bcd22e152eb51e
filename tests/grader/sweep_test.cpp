#include "grader/sweep.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

std::vector<std::string> names_of(const std::string& config) {
  const auto sweep = sweep_of(config, "add", "differential");
  if (!sweep) return {sweep.error().message};
  std::vector<std::string> names;
  for (const Case& one : sweep->cases) names.push_back(one.name);
  return names;
}

TEST(SweepTest, OnlyWordsThatOccurAreMultipliedOut) {
  EXPECT_EQ(names_of(R"j({"let": {"n": [0, 3], "op": ["add", "mul"]}, "why": "w",
                         "calls": ["op(f32[n])", "neg(f32[2])"]})j"),
            (std::vector<std::string>{"add(f32[0])", "mul(f32[0])", "add(f32[3])", "mul(f32[3])",
                                      "neg(f32[2])"}));
}

TEST(SweepTest, FillsAndLayoutsAreForDataThatNamesNone) {
  EXPECT_EQ(names_of(R"j({"fills": ["normal", "special"], "layouts": ["sliced"], "why": "w",
                         "calls": ["f(f32[2])", "f(f32[2]~ints@transposed)"]})j"),
            (std::vector<std::string>{"f(f32[2]) ~normal @sliced", "f(f32[2]) ~special @sliced",
                                      "f(f32[2]~ints@transposed)"}));
}

TEST(SweepTest, ThrowsAndTolerancesAreRead) {
  const auto sweep = sweep_of(
      R"j({"calls": ["f(f32[2])"], "throws": {"f(f32[3])": "[f]"}, "rel_max": 1e-6, "repeat": 5, "why": "w"})j",
      "f", "differential");

  ASSERT_TRUE(sweep) << sweep.error().message;
  EXPECT_EQ(sweep->repeat, 5);
  EXPECT_EQ(sweep->tolerance, (Tolerance{1e-6, {}, {}}));
  EXPECT_EQ(std::get<ExpectThrow>(sweep->cases.at(1).statements.at(0)).prefix, "[f]");
}

TEST(SweepTest, FaultsNameTaskAndCheck) {
  EXPECT_EQ(names_of(R"j({"calls": ["f(f32[2]"], "why": "w"})j").front(),
            "task add, check differential:1: expected ), found \"~\"");
  EXPECT_EQ(names_of(R"j({"calls": [], "why": "w"})j").front(),
            "task add, check differential: calls is empty: nothing would be asked");
  EXPECT_EQ(names_of(R"j({"calls": ["f(f32[2])"]})j").front(),
            "task add, check differential: why must say where the tolerance comes from");
}

}  // namespace
}  // namespace wright
