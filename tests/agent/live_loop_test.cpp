// The tool loop with a live model's replies.
#include <gtest/gtest.h>

#include "agent/agent.h"

namespace wright {
namespace {

History live_history(std::vector<AgentStep> steps) {
  return {TaskId{"t"}, 1, "the brief", {}, std::move(steps)};
}

AgentStep live_reply(std::vector<ToolCall> calls, CallOutcome outcome = CallOutcome::ok) {
  AgentStep step{ActionKind::model, word_of(outcome), "the record", {}};
  step.reply.dialect = "anthropic";
  step.reply.outcome = outcome;
  step.reply.calls = std::move(calls);
  return step;
}

AgentStep text(const std::string& said) {
  AgentStep step = live_reply({});
  step.reply.text = said;
  return step;
}

Action next(std::vector<AgentStep> steps, Talk talk = Talk::tools) {
  return make_tool_loop(talk, kLiveRules)->next(live_history(std::move(steps)));
}

const ToolCall kLiveLs{"t1", "bash", R"({"command":"ls"})"};
const ToolCall kCheck{"t2", "check", "{}"};

TEST(LiveLoopTest, TheFirstConversationIsTheBriefWithTheTools) {
  const Action action = next({});

  const auto& conversation = std::get<CallModel>(action).conversation;
  EXPECT_EQ(conversation.turns, (std::vector<Turn>{Said{"the brief"}}));
  std::vector<std::string> names;
  names.reserve(conversation.tools.size());
  for (const OfferedTool& tool : conversation.tools) names.push_back(tool.name);
  EXPECT_EQ(names, (std::vector<std::string>{"bash", "read", "edit", "write", "check", "note",
                                             "submit", "give_up"}));
}

TEST(LiveLoopTest, EveryCallIsMadeInItsOrder) {
  EXPECT_EQ(next({live_reply({kLiveLs, kCheck})}), Action(RunCommand{"ls"}));
  EXPECT_EQ(next({live_reply({kLiveLs, kCheck}), {ActionKind::exec, "exit 0", "a", {}}}),
            Action(RunChecks{}));
}

TEST(LiveLoopTest, TheConversationHoldsWhatCameOfEachCall) {
  const Action action = next({live_reply({kLiveLs, kCheck}),
                              {ActionKind::exec, "exit 0", "a", {}},
                              {ActionKind::check, "fail", "FAIL policy", {}}});

  const auto& turns = std::get<CallModel>(action).conversation.turns;
  ASSERT_EQ(turns.size(), 3U);
  EXPECT_EQ(std::get<Reply>(turns[1]).calls, (std::vector<ToolCall>{kLiveLs, kCheck}));
  EXPECT_EQ(turns[2],
            Turn(Answered{{{"t1", "exit 0\na", false}, {"t2", "fail\nFAIL policy", false}}}));
}

TEST(LiveLoopTest, AConversationOnlyGrowsAtItsEnd) {
  std::vector<AgentStep> steps;
  std::vector<Turn> before;
  for (int turn = 0; turn < 5; ++turn) {
    const auto turns = std::get<CallModel>(next(steps)).conversation.turns;
    ASSERT_GE(turns.size(), before.size());
    EXPECT_TRUE(std::equal(before.begin(), before.end(), turns.begin()));
    before = turns;
    steps.push_back(
        live_reply({{"t", "bash", R"({"command":"echo )" + std::to_string(turn) + "\"}"}}));
    steps.push_back({ActionKind::exec, "exit 0", std::to_string(turn), {}});
  }
}

TEST(LiveLoopTest, ATryThatWasLostIsNoTurn) {
  const Action action = next(
      {live_reply({kLiveLs}, CallOutcome::cut_stream), live_reply({}, CallOutcome::overloaded)});

  EXPECT_EQ(std::get<CallModel>(action).conversation.turns, (std::vector<Turn>{Said{"the brief"}}));
}

TEST(LiveLoopTest, ARefusalAndAFullContextEndTheAttemptByName) {
  EXPECT_EQ(std::get<GiveUp>(next({live_reply({kLiveLs}, CallOutcome::refusal)}))
                .reason.rfind("refusal:", 0),
            0U);
  EXPECT_EQ(std::get<GiveUp>(next({live_reply({}, CallOutcome::context_overflow)}))
                .reason.rfind("context_overflow:", 0),
            0U);
}

TEST(LiveLoopTest, AReplyWithoutACallIsAnsweredInWords) {
  const Action refused = next({text("I think that it works.")});
  const Action again = next(
      {text("I think that it works."), {ActionKind::note, "refused", "refused: call a tool", {}}});

  EXPECT_EQ(std::get<TakeNote>(refused).text.rfind("refused:", 0), 0U);
  EXPECT_EQ(std::get<CallModel>(again).conversation.turns.back(),
            Turn(Said{"refused: call a tool"}));
}

TEST(LiveLoopTest, ArgumentsThatAreNoJsonAreRefusedAndAnswered) {
  const ToolCall bad{"t1", "bash", R"({"command": "l)"};

  const Action refused = next({live_reply({bad})});
  const Action again =
      next({live_reply({bad}), {ActionKind::note, "refused", "refused: no JSON", {}}});

  EXPECT_EQ(std::get<TakeNote>(refused).text, "refused: the arguments are no JSON object");
  EXPECT_EQ(std::get<CallModel>(again).conversation.turns.back(),
            Turn(Answered{{{"t1", "refused: no JSON", true}}}));
}

TEST(LiveLoopTest, WithoutToolsTheCommandStandsInAFencedBlock) {
  const std::string fenced = "I look.\n```json\n{\"tool\": \"bash\", \"command\": \"ls\"}\n```\n";

  EXPECT_EQ(next({text(fenced)}, Talk::text), Action(RunCommand{"ls"}));
  EXPECT_TRUE(std::holds_alternative<TakeNote>(next({text(fenced + fenced)}, Talk::text)));
  EXPECT_TRUE(std::holds_alternative<TakeNote>(next({text("```\n{\"tool\"")}, Talk::text)));
  const auto first = std::get<CallModel>(next({}, Talk::text)).conversation;
  EXPECT_TRUE(first.tools.empty());
  const auto later =
      std::get<CallModel>(next({text(fenced), {ActionKind::exec, "exit 0", "a", {}}}, Talk::text))
          .conversation;
  EXPECT_EQ(later.turns.back(), Turn(Said{"exit 0\na"}));
}

}  // namespace
}  // namespace wright
