#include "grader/laws.h"

#include <gtest/gtest.h>

#include "grader/program.h"

namespace wright {
namespace {

std::vector<std::string> law_names_of(const std::string& config) {
  const auto sweep = laws_of(config, "add", "metamorphic");
  if (!sweep) return {sweep.error().message};
  std::vector<std::string> names;
  for (const Case& one : sweep->cases) names.push_back(one.name);
  return names;
}

// The ops that the case calls, in order.
std::vector<std::string> ops_of(const Case& one) {
  std::vector<std::string> ops;
  const Result<Program> program = lower(one, "key");
  if (!program) return {program.error().message};
  for (const Step& step : program->steps) {
    if (const auto* call = std::get_if<CallStep>(&step.what)) ops.push_back(call->op);
  }
  return ops;
}

TEST(LawsTest, ALawOfTheTableIsACaseForEachOfItsEquations) {
  EXPECT_EQ(law_names_of(R"j({"with": {"x": "f32[2]", "y": "f32[2]", "k": "f32[]{2}"}, "why": "w",
                         "laws": [{"linear": "sum(_)"}]})j"),
            (std::vector<std::string>{
                "linear sum(_): f(add(x, y)) ~ add(f(x), f(y)) with x f32[2], y f32[2]",
                "linear sum(_): f(mul(x, k)) ~ mul(f(x), k) with k f32[]{2}, x f32[2]"}));
}

TEST(LawsTest, WordsAreMultipliedOutInTheLawAndItsDataAtOnce) {
  EXPECT_EQ(law_names_of(R"j({"let": {"f": ["exp", "sin"], "n": [1, 3]}, "with": {"x": "f32[n]"},
                         "laws": ["f(x) == f(f(x))"], "why": "w"})j"),
            (std::vector<std::string>{
                "exp(x) == exp(exp(x)) with x f32[1]", "exp(x) == exp(exp(x)) with x f32[3]",
                "sin(x) == sin(sin(x)) with x f32[1]", "sin(x) == sin(sin(x)) with x f32[3]"}));
}

TEST(LawsTest, HelpersAndHolesAreFilledFromLeftToRight) {
  const auto sweep = laws_of(
      R"j({"with": {"x": "f32[2,3]", "y": "f32[3,2]"}, "helpers": {"transpose": "swap(_, 0, 1)"},
           "laws": [{"transpose": "matmul(_, _)"}], "why": "w"})j",
      "matmul", "metamorphic");

  ASSERT_TRUE(sweep) << sweep.error().message;
  EXPECT_EQ(sweep->names, std::vector<std::string>{"transpose"});
  EXPECT_EQ(ops_of(sweep->cases.at(0)),
            (std::vector<std::string>{"matmul", "swap", "swap", "swap", "matmul"}));
}

TEST(LawsTest, ATildeTakesTheToleranceAndTwoEqualsSignsAreExact) {
  const auto sweep = laws_of(R"j({"with": {"x": "f32[2]", "k": 2}, "rel_max": 1e-6, "why": "w",
                                 "laws": ["f(x) ~ g(x, k)", "f(x) == g(x, k)", "f(x) ~ g(x, k) ulp 3"]})j",
                             "f", "metamorphic");

  ASSERT_TRUE(sweep) << sweep.error().message;
  std::vector<Tolerance> tolerances;
  for (const Case& one : sweep->cases) {
    tolerances.push_back(std::get<ExpectEqual>(one.statements.back()).tolerance);
  }
  EXPECT_EQ(tolerances, (std::vector<Tolerance>{{1e-6, {}, {}}, {}, {{}, {}, 3.0}}));
}

TEST(LawsTest, FaultsNameTaskAndCheckAndTheRemedy) {
  const std::string where = "task add, check metamorphic: ";
  EXPECT_EQ(law_names_of(R"j({"laws": [{"linaer": "f(_)"}], "why": "w"})j").front().substr(0, 70),
            where + "unknown law linaer; there are linear, hom");
  EXPECT_EQ(law_names_of(R"j({"laws": [{"idempotent": "f(_)"}], "why": "w"})j").front(),
            where + "\"idempotent f(_): f(f(x)) ~ f(x)\" needs `with` to say what x is");
  EXPECT_EQ(law_names_of(
                R"j({"laws": [{"idempotent": "f(_, _)"}], "with": {"x": "f32[1]"}, "why": "w"})j")
                .front(),
            where + "the call for f has 2 holes `_`, not 1");
  EXPECT_EQ(
      law_names_of(R"j({"laws": ["f(x) ~ oracle"], "with": {"x": "f32[1]"}, "why": "w"})j").front(),
      where + "\"f(x) ~ oracle\" is no equation of two sides, such as \"f(f(x)) ~ x\"");
  EXPECT_EQ(
      law_names_of(R"j({"laws": ["f(2) ~ 3"], "with": {"x": "f32[1]"}, "why": "w"})j").front(),
      where + "with: no law uses x");
  EXPECT_EQ(law_names_of(R"j({"laws": [], "why": "w"})j").front(),
            where + "laws is empty: nothing would be asked");
}

}  // namespace
}  // namespace wright
