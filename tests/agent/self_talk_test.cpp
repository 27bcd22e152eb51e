// Self-talk: how often a model is asked to think before its turn acts.
#include "agent/self_talk.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

AgentStep said(const std::string& text, std::vector<ToolCall> calls = {}) {
  AgentStep step{ActionKind::model, "ok", "the record", {}};
  step.reply.dialect = "openai";
  step.reply.text = text;
  step.reply.calls = std::move(calls);
  return step;
}

const ToolCall kLs{"t1", "bash", R"({"command":"ls"})"};
const AgentStep kListed{ActionKind::exec, "exit 0", "a", {}};

History history_with(int self_talk, std::vector<AgentStep> steps) {
  return {TaskId{"t"}, 1, "the brief", {0, self_talk}, std::move(steps)};
}

// "brief, asked, said, ..." by their first words.
std::string course_of(const History& history, Talk talk = Talk::tools) {
  const Action action = make_tool_loop(talk, kLiveRules)->next(history);
  const auto* call = std::get_if<CallModel>(&action);
  if (call == nullptr) return "acts";
  std::string course;
  for (const Turn& turn : call->conversation.turns) {
    const auto* ours = std::get_if<Said>(&turn);
    const auto* reply = std::get_if<Reply>(&turn);
    const std::string text = ours != nullptr ? ours->text : reply != nullptr ? reply->text : "";
    course += (course.empty() ? "" : " | ") + text.substr(0, text.find(' '));
  }
  return course;
}

TEST(SelfTalkTest, WithoutItNothingIsAsked) {
  EXPECT_EQ(course_of(history_with(0, {})), "the");
  EXPECT_TRUE(std::holds_alternative<TakeNote>(
      make_tool_loop(Talk::tools)->next(history_with(0, {said("I think")}))));
}

TEST(SelfTalkTest, ATextIsAskedForAndThenTheAct) {
  EXPECT_EQ(course_of(history_with(1, {})), "the | Before");
  EXPECT_EQ(course_of(history_with(1, {said("Hm.")})), "the | Before | Hm. | Now");
  EXPECT_EQ(course_of(history_with(1, {said("Hm."), said("", {kLs})})), "acts");
  EXPECT_EQ(course_of(history_with(1, {said("Hm."), said("", {kLs}), kListed})),
            "the | Before | Hm. | Now |  |  | Before");
}

TEST(SelfTalkTest, ItIsAskedForAtMostSoOften) {
  EXPECT_EQ(course_of(history_with(3, {said("a"), said("b")})),
            "the | Before | a | Look | b | Look");
  EXPECT_EQ(course_of(history_with(3, {said("a"), said("b"), said("c")})),
            "the | Before | a | Look | b | Look | c | Now");
  const Action fourth = make_tool_loop(Talk::tools)
                            ->next(history_with(3, {said("a"), said("b"), said("c"), said("d")}));
  EXPECT_TRUE(std::holds_alternative<TakeNote>(fourth));
}

TEST(SelfTalkTest, AModelThatIsReadyOrActsEndsIt) {
  EXPECT_EQ(course_of(history_with(3, {said("ready\n")})), "the | Before | ready\n | Now");
  EXPECT_TRUE(std::holds_alternative<TakeNote>(
      make_tool_loop(Talk::tools)->next(history_with(3, {said("ready"), said("hm")}))));
  EXPECT_EQ(make_tool_loop(Talk::tools)->next(history_with(3, {said("", {kLs})})),
            Action(RunCommand{"ls"}));
  const std::string fenced = "```json\n{\"tool\":\"bash\",\"command\":\"ls\"}\n```\n";
  EXPECT_EQ(make_tool_loop(Talk::text)->next(history_with(3, {said(fenced)})),
            Action(RunCommand{"ls"}));
}

TEST(SelfTalkTest, ARefusalEndsTheAttemptWhateverWasAsked) {
  AgentStep refusal = said("No.");
  refusal.reply.outcome = CallOutcome::refusal;

  EXPECT_TRUE(std::holds_alternative<GiveUp>(
      make_tool_loop(Talk::tools)->next(history_with(2, {refusal}))));
}

TEST(SelfTalkTest, ItCountsAgainstNoRuleAndAConversationOnlyGrowsAtItsEnd) {
  History history = history_with(2, {});
  std::vector<Turn> before;
  for (int turn = 0; turn < 20; ++turn) {
    for (const AgentStep& step : {said("a"), said("b"), said("", {kLs})}) {
      const Action action = make_tool_loop(Talk::tools, {3, 20, 0, 0})->next(history);
      ASSERT_TRUE(std::holds_alternative<CallModel>(action)) << turn;
      const auto& turns = std::get<CallModel>(action).conversation.turns;
      ASSERT_TRUE(std::equal(before.begin(), before.end(), turns.begin()));
      before = turns;
      history.take(step);
    }
    history.take({ActionKind::exec, "exit 0", std::to_string(turn), {}});
  }
  EXPECT_TRUE(
      std::holds_alternative<GiveUp>(make_tool_loop(Talk::tools, {3, 20, 0, 0})->next(history)));
}

TEST(SelfTalkTest, AScriptTalksAndActsToo) {
  const AgentStep text{ActionKind::model, "ok", "I would write it.", {}};
  const AgentStep act{ActionKind::model, "ok", R"({"tool":"check"})", {}};

  EXPECT_TRUE(std::holds_alternative<CallModel>(make_tool_loop()->next(history_with(1, {text}))));
  EXPECT_EQ(make_tool_loop()->next(history_with(1, {text, act})), Action(RunChecks{}));
  EXPECT_EQ(make_tool_loop()->next(history_with(1, {act})), Action(RunChecks{}));
}

}  // namespace
}  // namespace wright
