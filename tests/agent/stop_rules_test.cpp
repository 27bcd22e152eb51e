// What ends an attempt whatever its model says.
#include <gtest/gtest.h>

#include "agent/course.h"

namespace wright {
namespace {

History empty_history() {
  return History(TaskId{"t"}, 1, "the brief", {});
}

// A turn: one call of bash and what it printed.
void add_turn(History& history, const std::string& command, const std::string& output) {
  AgentStep reply{ActionKind::model, "ok", "", {}};
  reply.reply.dialect = "openai";
  reply.reply.calls = {{"t", "bash", command}};
  history.take(reply);
  history.take({ActionKind::exec, "exit 0", output, {}});
}

void add_note(History& history, const std::string& outcome) {
  AgentStep reply{ActionKind::model, "ok", "", {}};
  reply.reply.dialect = "openai";
  history.take(reply);
  history.take({ActionKind::note, outcome, "", {}});
}

std::string stopped(const History& history, const StopRules& rules) {
  const std::string reason = stop_reason(history.tally(), rules).value_or("");
  return reason.substr(0, reason.find(':'));
}

TEST(StopRulesTest, NoRuleStopsAnything) {
  History history = empty_history();
  for (int i = 0; i < 50; ++i) add_turn(history, "ls", "a");

  EXPECT_EQ(stopped(history, {0, 0, 0, 0}), "");
}

TEST(StopRulesTest, FaultsInARowCountUntilAGoodCall) {
  History history = empty_history();
  add_note(history, "refused");
  add_note(history, "refused");
  EXPECT_EQ(stopped(history, {2, 0, 0, 0}), "faults");

  add_turn(history, "ls", "a");
  add_note(history, "refused");

  EXPECT_EQ(stopped(history, {2, 0, 0, 0}), "");
}

TEST(StopRulesTest, CallsAreCountedInAll) {
  History history = empty_history();
  for (int i = 0; i < 10; ++i) add_turn(history, std::to_string(i), "a");

  EXPECT_EQ(stopped(history, {0, 11, 0, 0}), "");
  EXPECT_EQ(stopped(history, {0, 10, 0, 0}), "calls");
}

TEST(StopRulesTest, TheSameCallWithTheSameResultIsIdentical) {
  History history = empty_history();
  for (int i = 0; i < 3; ++i) add_turn(history, "make", "the same");
  EXPECT_EQ(stopped(history, {0, 0, 3, 0}), "identical_calls");

  add_turn(history, "make", "another");

  EXPECT_EQ(stopped(history, {0, 0, 3, 0}), "");
}

TEST(StopRulesTest, GoingInCirclesIsNoChange) {
  History history = empty_history();
  for (int i = 0; i < 6; ++i) add_turn(history, i % 2 == 0 ? "ls" : "pwd", "a");
  EXPECT_EQ(stopped(history, {0, 0, 3, 4}), "no_change");

  add_turn(history, "cat new", "b");

  EXPECT_EQ(stopped(history, {0, 0, 3, 4}), "");
}

TEST(StopRulesTest, NotesAreNoChange) {
  History history = empty_history();
  add_turn(history, "ls", "a");
  for (int i = 0; i < 4; ++i) add_note(history, "ok");

  EXPECT_EQ(stopped(history, {0, 0, 0, 4}), "no_change");
}

}  // namespace
}  // namespace wright
