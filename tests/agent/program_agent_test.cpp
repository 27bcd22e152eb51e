// An agent CLI as a state machine: it is run, and what it leaves is submitted.
#include <gtest/gtest.h>

#include "agent/agent.h"

namespace wright {
namespace {

Action next_of(std::vector<AgentStep> steps) {
  const History history(TaskId{"t"}, 1, "the brief", {}, std::move(steps));
  return make_program_agent("cli {{model}}")->next(history);
}

AgentStep ended(const std::string& outcome) {
  return {ActionKind::program, outcome, "what it said", {}};
}

TEST(ProgramAgentTest, ItIsRunOnceAndItsWorkSubmitted) {
  EXPECT_EQ(next_of({}), Action(RunProgram{"cli {{model}}"}));
  for (const char* outcome : {"exit 0", "exit 1", "signal 9", "wall_limit", "output_limit"}) {
    EXPECT_EQ(next_of({ended(outcome)}), Action(Submit{})) << outcome;
  }
}

TEST(ProgramAgentTest, WithoutAChangeTheAttemptIsGivenUpWithTheReason) {
  EXPECT_EQ(next_of({ended("wall_limit, no change")}),
            Action(GiveUp{"no_change: the program ended (wall_limit) and had changed nothing"}));
}

TEST(ProgramAgentTest, WhatTheWorldStoppedIsRunAgain) {
  for (const char* outcome : {"budget", "budget, no change", "interrupted", "call_refused",
                              "model_server", "model_server, no change"}) {
    EXPECT_EQ(next_of({ended(outcome)}), Action(RunProgram{"cli {{model}}"})) << outcome;
  }
  EXPECT_EQ(next_of({ended("budget"), ended("exit 0")}), Action(Submit{}));
}

TEST(ProgramAgentTest, WhatNoPatchMayHoldEndsTheAttempt) {
  const AgentStep refused{ActionKind::note, "refused", "refused: the workspace holds a link", {}};

  EXPECT_EQ(next_of({ended("exit 0"), refused}),
            Action(GiveUp{"refused: the workspace holds a link"}));
}

TEST(ProgramAgentTest, AnEndIsReadAsItWasWritten) {
  for (const ProgramEnd& end : {ProgramEnd{"exit 0", true}, ProgramEnd{"exit 0", false},
                                ProgramEnd{"", true}, ProgramEnd{"", false}}) {
    EXPECT_EQ(program_end_of(outcome_of(end)), end);
  }
}

}  // namespace
}  // namespace wright
