#include <gtest/gtest.h>

#include "agent/agent.h"

namespace wright {
namespace {

History history_with(std::vector<AgentStep> steps) {
  return {TaskId{"t"}, 1, "the brief", {}, std::move(steps)};
}

AgentStep reply(const std::string& text) {
  return {ActionKind::model, "ok", text};
}

Action asks_with(const std::string& brief) {
  Conversation conversation;
  conversation.turns.emplace_back(Said{brief});
  return CallModel{conversation};
}

TEST(ToolLoopTest, AsksTheModelFirstWithTheBrief) {
  const auto agent = make_tool_loop();

  EXPECT_EQ(agent->next(history_with({})), asks_with("the brief"));
}

TEST(ToolLoopTest, DoesTheOneThingThatTheReplyAsksFor) {
  const auto agent = make_tool_loop();

  EXPECT_EQ(agent->next(history_with({reply(R"({"tool":"bash","command":"ls"})")})),
            Action(RunCommand{"ls"}));
  EXPECT_EQ(agent->next(history_with({reply(R"({"tool":"check"})")})), Action(RunChecks{}));
  EXPECT_EQ(agent->next(history_with({reply(R"({"tool":"submit"})")})), Action(Submit{}));
  EXPECT_EQ(agent->next(history_with({reply(R"({"tool":"give_up","reason":"no"})")})),
            Action(GiveUp{"no"}));
}

TEST(ToolLoopTest, WritesFilesWithTheirBytes) {
  const auto agent = make_tool_loop();

  const Action action =
      agent->next(history_with({reply(R"({"tool":"write","files":{"b":"2","a":"1"}})")}));

  Patch patch;
  put(patch, "a", FileMode::regular, "1");
  put(patch, "b", FileMode::regular, "2");
  EXPECT_EQ(action, Action(WriteFiles{patch}));
}

TEST(ToolLoopTest, AsksAgainAfterAnActionHasItsResult) {
  const auto agent = make_tool_loop();

  const Action action = agent->next(history_with(
      {reply(R"({"tool":"bash","command":"ls"})"), {ActionKind::exec, "exit 0", "a\n"}}));

  EXPECT_EQ(action, asks_with("the brief"));
}

TEST(ToolLoopTest, AReplyThatIsNoToolCallIsAnsweredAndNotFatal) {
  const auto agent = make_tool_loop();

  for (const char* bad : {"", "hello", "[1]", R"({"tool":"rm"})", R"({"tool":"write"})",
                          R"({"tool":"write","files":{"a":1}})", R"({"tool":3})"}) {
    const Action action = agent->next(history_with({reply(bad)}));
    ASSERT_TRUE(std::holds_alternative<TakeNote>(action)) << bad;
    EXPECT_EQ(std::get<TakeNote>(action).text.rfind("refused:", 0), 0U) << bad;
  }
}

TEST(ToolLoopTest, GivesUpAfterThreeFaultsInARow) {
  const auto agent = make_tool_loop(Talk::script, {.faults_max = 3});
  std::vector<AgentStep> steps;
  for (int i = 0; i < 3; ++i) {
    steps.push_back(reply("hello"));
    steps.push_back({ActionKind::note, "refused", "refused: no tool call"});
  }

  const Action action = agent->next(history_with(steps));

  EXPECT_TRUE(std::holds_alternative<GiveUp>(action));
}

TEST(ToolLoopTest, AGoodActionEndsARowOfFaults) {
  const auto agent = make_tool_loop(Talk::script, {.faults_max = 2});

  const Action action = agent->next(history_with({reply("hello"),
                                                  {ActionKind::note, "refused", ""},
                                                  reply(R"({"tool":"bash","command":"ls"})"),
                                                  {ActionKind::exec, "exit 0", ""},
                                                  reply("hello"),
                                                  {ActionKind::note, "refused", ""}}));

  EXPECT_EQ(action, asks_with("the brief"));
}

TEST(SimpleAgentsTest, TheWorkbenchWaitsAndAPatchWriterWritesOnce) {
  Patch patch;
  put(patch, "a", FileMode::regular, "1");
  const auto writer = make_patch_writer(patch);

  EXPECT_EQ(make_workbench()->next(history_with({})), Action(AwaitSubmission{}));
  EXPECT_EQ(writer->next(history_with({})), Action(WriteFiles{patch}));
  EXPECT_EQ(writer->next(history_with({{ActionKind::write, "ok", ""}})), Action(Submit{}));
}

}  // namespace
}  // namespace wright
