#include "invariance/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace wright {
namespace {

using testing::HasSubstr;

Execution answering(const Reply& reply) {
  Execution run;
  run.answers = {reply};
  return run;
}

Tensor floats(const std::vector<float>& values) {
  Tensor tensor{"f32", {static_cast<std::int64_t>(values.size())}, {}};
  tensor.bytes.resize(values.size() * sizeof(float));
  std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

// Of a case whose one answer is asked for in line 7.
std::optional<Difference> differing(const Execution& was, const Execution& is) {
  Question question;
  question.one.line = 5;
  question.program.steps = {Step{AskStep{"read", {0}, 0}, 7, 0}};
  return difference(question, was, is);
}

TEST(AnswersTest, TheSameBytesAreNoDifference) {
  const Execution run = answering(Value(floats({1, 2})));

  EXPECT_FALSE(differing(run, run));
}

TEST(AnswersTest, TheFirstElementThatDiffersIsNamedWithBothValues) {
  const auto found =
      differing(answering(Value(floats({1, 2, 3, 4}))), answering(Value(floats({1, 2.5F, 3, 9}))));

  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 7);
  EXPECT_EQ(found->message, "element 1 of f32[4]: 2.5, was 2; 2 of 4 elements differ");
}

TEST(AnswersTest, BitsThatPrintAlikeAreTold) {
  const auto found = differing(answering(Value(floats({0.1F}))),
                               answering(Value(floats({std::nextafter(0.1F, 1.0F)}))));

  ASSERT_TRUE(found);
  EXPECT_THAT(found->message, HasSubstr("was 0.1"));
  const auto zeros = differing(answering(Value(floats({0.0F}))), answering(Value(floats({-0.0F}))));
  EXPECT_TRUE(zeros);
}

TEST(AnswersTest, ANaNEqualsItselfBitByBit) {
  const double nan = std::numeric_limits<double>::quiet_NaN();

  EXPECT_FALSE(differing(answering(Value(nan)), answering(Value(nan))));
  EXPECT_TRUE(differing(answering(Value(nan)), answering(Value(-nan))));
}

TEST(AnswersTest, AnotherKindOfReplyAndAnotherMessageAreDifferences) {
  const Execution threw = answering(Threw{"[f] no"});

  EXPECT_EQ(differing(threw, answering(Value(std::int64_t{3})))->message,
            "3, was threw \"[f] no\"");
  EXPECT_EQ(differing(threw, answering(Threw{"[f] on\x1b"}))->message,
            "threw \"[f] on\\x1b\", was threw \"[f] no\"");
  EXPECT_FALSE(differing(threw, threw));
}

TEST(AnswersTest, AHostThatFallsElsewhereIsADifference) {
  Execution fell = answering(Value(None{}));
  fell.violation = Violation{"host.died", "signal 11 at request 3"};
  fell.line = 9;

  const auto found = differing(answering(Value(None{})), fell);

  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 9);
  EXPECT_EQ(found->message, "signal 11 at request 3");
}

}  // namespace
}  // namespace wright
