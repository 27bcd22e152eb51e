// A Result holds a value or an Error, and TRY passes the Error on.
#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wright {
namespace {

const Error kFull{ErrorKind::io, "log: the disk is full"};

Result<int> measured(bool works) {
  if (!works) return kFull;
  return 7;
}

Result<void> done(bool works) {
  if (!works) return kFull;
  return {};
}

// Counts how often it is reached, so that a test sees what TRY skipped.
Result<std::string> story(bool first_works, bool second_works, int& reached) {
  const int number = TRY(measured(first_works));
  ++reached;
  TRY(done(second_works));
  ++reached;
  return "measured " + std::to_string(number);
}

TEST(ResultTest, AValueIsThereAndNoError) {
  const Result<int> result = measured(true);

  ASSERT_TRUE(result);
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(*result, 7);
  EXPECT_EQ(result.value_or(0), 7);
}

TEST(ResultTest, AnErrorKeepsItsKindAndMessage) {
  const Result<int> result = measured(false);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), kFull);
  EXPECT_EQ(result.value_or(3), 3);
}

TEST(ResultTest, AResultOfNothingIsDoneOrAnError) {
  EXPECT_TRUE(done(true));
  ASSERT_FALSE(done(false));
  EXPECT_EQ(done(false).error(), kFull);
}

TEST(ResultTest, TryTakesTheValuesAndGoesOn) {
  int reached = 0;

  const Result<std::string> result = story(true, true, reached);

  ASSERT_TRUE(result);
  EXPECT_EQ(*result, "measured 7");
  EXPECT_EQ(reached, 2);
}

TEST(ResultTest, TryReturnsTheFirstErrorAsItWasAndDoesNothingAfterIt) {
  int after_value = 0;
  int after_nothing = 0;

  const Result<std::string> no_value = story(false, true, after_value);
  const Result<std::string> not_done = story(true, false, after_nothing);

  ASSERT_FALSE(no_value);
  EXPECT_EQ(no_value.error(), kFull);
  EXPECT_EQ(after_value, 0);
  ASSERT_FALSE(not_done);
  EXPECT_EQ(not_done.error(), kFull);
  EXPECT_EQ(after_nothing, 1);
}

TEST(ResultTest, TryEvaluatesItsExpressionOnce) {
  int calls = 0;
  const auto counted = [&]() -> Result<int> { return ++calls; };

  const Result<int> result = [&]() -> Result<int> { return TRY(counted()) + 10; }();

  EXPECT_EQ(result.value_or(0), 11);
  EXPECT_EQ(calls, 1);
}

TEST(ResultTest, TryMovesWhatCannotBeCopied) {
  const auto made = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };

  const Result<int> result = [&]() -> Result<int> {
    const std::unique_ptr<int> owned = TRY(made());
    return *owned;
  }();

  EXPECT_EQ(result.value_or(0), 5);
}

}  // namespace
}  // namespace wright
