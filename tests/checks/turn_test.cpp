#include "checks/turn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace wright::test {
namespace {

using testing::Contains;

const std::vector<Workspace>& all() {
  static const std::vector<Workspace> found = workspaces(WRIGHT_SOURCE_DIR);
  return found;
}

std::set<std::string> names(const std::vector<Workspace>& some, const std::string& check = "") {
  std::set<std::string> names;
  for (const Workspace& one : some) {
    if (check.empty() || one.check == check) names.insert(one.check + "/" + one.name());
  }
  return names;
}

// Each check with "good" or "bad".
std::set<std::string> ways(const std::vector<Workspace>& some) {
  std::set<std::string> ways;
  for (const Workspace& one : some) {
    ways.insert(one.check + " " + one.name().substr(0, one.name().find('/')));
  }
  return ways;
}

TEST(TurnTest, SixCommitsJudgeAll) {
  std::set<std::string> met;
  for (int sixth = 0; sixth < 6; ++sixth) met.merge(names(todays(all(), {sixth, {}})));

  EXPECT_EQ(met, names(all()));
  EXPECT_EQ(names(todays(all(), {std::nullopt, {}})), names(all()));
}

TEST(TurnTest, EachTurnHasEveryCheckBothWaysAndAllThatNeedsNoCompiler) {
  for (int sixth = 0; sixth < 6; ++sixth) {
    const std::vector<Workspace> today = todays(all(), {sixth, {}});

    EXPECT_LT(today.size(), all().size());
    EXPECT_EQ(ways(today), ways(all()));
    EXPECT_EQ(names(today, "policy"), names(all(), "policy"));
  }
}

TEST(TurnTest, WhatTheChangeTouchedIsJudged) {
  const auto today = [](const std::string& path) { return todays(all(), {0, {path}}); };

  for (std::size_t i = 0; i < all().size(); i += 25) {
    const Workspace& one = all()[i];
    const std::string path = "verifiers/" + one.check + "/" + one.name() + "/tree/src/a.cpp";
    EXPECT_THAT(names(today(path)), Contains(one.check + "/" + one.name()));
  }
  EXPECT_EQ(names(today("verifiers/ghost/main.cpp"), "ghost"), names(all(), "ghost"));
  EXPECT_EQ(names(today("verifiers/grader/fill.cpp")), names(all()));
  EXPECT_EQ(names(today("sandbox/init/words.cpp")), names(all()));
  EXPECT_EQ(names(today("README.md")), names(todays(all(), {0, {}})));
}

}  // namespace
}  // namespace wright::test
