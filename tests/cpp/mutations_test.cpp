#include "cpp/mutations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> told_of(const std::string& text) {
  std::vector<std::string> all;
  for (const Mutation& mutation : mutations_of(text)) all.push_back(told(text, mutation));
  return all;
}

// What a body of these statements can become, without the early return.
std::vector<std::string> told_in_body(const std::string& statements) {
  std::vector<std::string> all = told_of("int f(int a, int b) {\n" + statements + "\n}\n");
  EXPECT_EQ(all.at(0), "`return {};` came first");
  all.erase(all.begin());
  return all;
}

TEST(MutationsTest, AnOperatorWithTwoSidesBecomesAnotherOne) {
  EXPECT_THAT(told_in_body("return a + b * a;"), ElementsAre("`+` became `-`", "`*` became `/`"));
  EXPECT_THAT(told_in_body("return a <= b && a != b;"),
              ElementsAre("`<=` became `<`", "`&&` became `||`", "`!=` became `==`"));
}

TEST(MutationsTest, ASignAndANotAreLeftOut) {
  EXPECT_THAT(told_in_body("return !a;"), ElementsAre("`!` was dropped"));
  EXPECT_THAT(told_in_body("return -a;"), ElementsAre("`-` was dropped"));
}

TEST(MutationsTest, ZeroAndOneTakeEachOthersPlaceAndOtherNumbersGrow) {
  EXPECT_THAT(told_in_body("return g(0U, 1, 64, 0.5F);"),
              ElementsAre("`0U` became `1U`", "`1` became `0`", "`64` became `(64 + 1)`",
                          "`0.5F` became `(0.5F + 1)`"));
}

TEST(MutationsTest, ABoundIsMoved) {
  EXPECT_THAT(
      told_in_body("return std::min(v.size(), w.front());"),
      ElementsAre("`min` became `max`", "`size()` became `size() - 1`", "`front` became `back`"));
}

TEST(MutationsTest, AStatementWithAnEffectIsDropped) {
  EXPECT_THAT(told_in_body("fill(out);"), ElementsAre("`fill(out)` was dropped"));
  EXPECT_THAT(told_in_body("if (a) throw Bad();"), ElementsAre("`throw Bad()` was dropped"));
  EXPECT_THAT(told_in_body("for (int i = b; i < a; i += b) out[i].x = i;"),
              ElementsAre("`<` became `<=`", "`+=` became `-=`", "`out[i].x = i` was dropped"));
}

TEST(MutationsTest, ADeclarationIsNotDropped) {
  EXPECT_THAT(told_in_body("std::vector<float> y(a); const int n = a; T* p = q;"), IsEmpty());
}

TEST(MutationsTest, AFunctionThatReturnsNothingReturnsEarlyWithoutAValue) {
  EXPECT_THAT(told_of("template <class T>\nvoid fill(T* out) {\n  use(out);\n}\n"),
              ElementsAre("`return;` came first", "`use(out)` was dropped"));
}

TEST(MutationsTest, AMemberOfAClassIsNoStatement) {
  EXPECT_THAT(told_of("class Pool {\n  Pool();\n  void drop();\n};\n"), IsEmpty());
}

TEST(MutationsTest, WhatIsNoCodeStaysAsItIs) {
  EXPECT_THAT(told_of("// a + b\n#define N (1 + 2)\nconst char* kText = \"1 < 2\";\n"), IsEmpty());
  EXPECT_THAT(told_of("static_assert(1 + 2 == 3);\n[[deprecated(\"1\")]] int f();\n"), IsEmpty());
}

TEST(MutationsTest, TemplateArgumentsAreNoComparison) {
  EXPECT_THAT(told_in_body("return static_cast<int>(a) + std::array<std::pair<int, 3>>{}.x;"),
              ElementsAre("`+` became `-`"));
  EXPECT_THAT(told_in_body("if (a < b && b > a) return b;"), Contains("`<` became `<=`"));
}

TEST(MutationsTest, MarksOfTypesAndShiftsAreNoArithmetic) {
  EXPECT_THAT(told_in_body("float* p = q; auto&& r = s; return a << b | a >> b;"), IsEmpty());
  EXPECT_THAT(told_of("bool operator<(const A& a, const A& b);\n"), IsEmpty());
}

TEST(MutationsTest, AMutationChangesItsPlaceAndNothingElse) {
  const std::string text = "int f(int a) {\n  return a /* + */ + 2;\n}\n";
  const std::vector<Mutation> mutations = mutations_of(text);

  ASSERT_EQ(mutations.size(), 3U);
  EXPECT_EQ(mutations[1].line, 2);
  EXPECT_EQ(mutated(text, mutations[0]),
            "int f(int a) { return {}; \n  return a /* + */ + 2;\n}\n");
  EXPECT_EQ(mutated(text, mutations[1]), "int f(int a) {\n  return a /* + */ - 2;\n}\n");
}

TEST(MutationsTest, WhatIsToldIsOneShortLineWithoutControls) {
  const std::string text =
      "void f() {\n  call(\"\x1b[2J\",\n       " + std::string(200, 'x') + ");\n}\n";

  const std::string line = told_of(text).at(1);

  EXPECT_LT(line.size(), 120U);
  EXPECT_THAT(line, Not(testing::HasSubstr("\n")));
  EXPECT_THAT(line, Not(testing::HasSubstr("\x1b")));
}

TEST(MutationsTest, TextThatIsNoProgramIsSurvived) {
  for (const std::string text :
       {"", "{", "}}}", "f(", "a < ", "if (", "int f() {", "= 1;", "\"", "for (;"}) {
    for (const Mutation& mutation : mutations_of(text)) EXPECT_LE(mutation.end, text.size());
  }
}

}  // namespace
}  // namespace wright
