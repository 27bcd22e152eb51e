#include "grader/cases.h"

#include <gtest/gtest.h>

#include "grader/lexer.h"

namespace wright {
namespace {

std::string fault_of(const std::string& text) {
  const auto cases = parse_cases(text, "sum.cases", "sum");
  return cases ? "no fault" : cases.error().message;
}

TEST(CasesTest, EveryFormOfStatementIsRead) {
  const std::string text = R"(# a comment
case "adds with broadcasting" [R2.1] [R3]
  a = f32[2,1]{1, -2}    # data
  b, c = split(a, [1, 2], none, true, "x\n", 1.5)
  add_(a, b)
  add(a, b) ~ oracle rel 1e-6 abs 0.5 ulp 2
  add(a,
      f32[3]~ints@sliced) == f32[]{nan}
  strides(c) == [3, 1]
  add(a) throws "[add]"
  a ~ b rel 1e-3
)";

  const auto cases = parse_cases(text, "sum.cases", "sum");

  ASSERT_TRUE(cases) << cases.error().message;
  ASSERT_EQ(cases->size(), 1U);
  const Case& one = cases->front();
  EXPECT_EQ(full_name(one), "sum/adds with broadcasting");
  EXPECT_EQ(one.clauses, (std::vector<std::string>{"R2.1", "R3"}));
  ASSERT_EQ(one.statements.size(), 8U);
  EXPECT_EQ(std::get<Assign>(one.statements[1]).names, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(std::get<ExpectOracle>(one.statements[3]).tolerance, (Tolerance{1e-6, 0.5, 2.0}));
  EXPECT_EQ(std::get<ExpectThrow>(one.statements[6]).prefix, "[add]");
}

TEST(CasesTest, FaultsNameFileAndLine) {
  EXPECT_EQ(fault_of("sum(a) == 1\n"), "sum.cases:1: expected case \"name\"");
  EXPECT_EQ(fault_of("case \"a\"\n  x = f32[2]{1}\n"), "sum.cases:2: [2] holds 2 elements, not 1");
  EXPECT_EQ(fault_of("case \"a\"\n\n  sum(1) ~ oracle rough 1\n"),
            "sum.cases:3: a tolerance is rel, abs or ulp, not rough");
  EXPECT_EQ(fault_of("case \"a\"\n  f(\"x) == 1\n"),
            "sum.cases:2: a string does not end on its line");
  EXPECT_EQ(fault_of("case \"a\"\n  x = 1\n"), "sum.cases:1: the case expects nothing");
  EXPECT_EQ(fault_of("case \"a\"\n  f(1) == 1\ncase \"a\"\n  f(1) == 1\n"),
            "sum.cases:3: another case has this name");
  EXPECT_EQ(fault_of("case \"a\"\n  f(f32[2]~normal@diagonal) == 1\n"),
            "sum.cases:2: unknown layout \"diagonal\"");
  EXPECT_EQ(fault_of("case \"a\"\n  f(f32[99999999,9999]) == 1\n"),
            "sum.cases:2: the tensor is too large");
}

TEST(CasesTest, DeepNestingIsAFaultNotACrash) {
  std::string text = "case \"a\"\n  ";
  for (int i = 0; i < 100000; ++i) text += "f(";

  EXPECT_EQ(fault_of(text), "sum.cases:2: calls are nested more than 32 deep");
}

TEST(LexerTest, OnlyWholeWordsOutsideOfStringsAreReplaced) {
  EXPECT_EQ(replace_word("n(f32[n]@nn, \"n\", 1n)", "n", "7"), "7(f32[7]@nn, \"n\", 1n)");
}

}  // namespace
}  // namespace wright
