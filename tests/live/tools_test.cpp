// What a model is told about a call that cannot be made.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;

constexpr const char* kToolsWrite =
    R"({"path":"src/first.h","text":"#pragma once\n\nconstexpr int kFirst = 1;\n"})";

// The body of the first task's last request, after `turns` and a submission.
std::string told_after(std::vector<test::ScriptedTurn> turns) {
  turns.push_back({{"submit", "{}"}});
  test::ModelScript script = test::quick_script();
  const std::size_t last = turns.size() - 1;
  script["first.1"] = std::move(turns);
  const Loopback server(
      [&](const test::Request& request) { return test::model_answer(script, request); });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "openai:test", server.url());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  return server.requests().at(last).body;
}

TEST(LiveToolsTest, AnEditThatCannotBeMadeSaysWhy) {
  const std::string told =
      told_after({{{"write", kToolsWrite}},
                  {{"edit", R"({"path":"src/first.h","old_text":"","new_text":"a"})"}},
                  {{"edit", R"({"path":"src/first.h","old_text":"n","new_text":"a"})"}},
                  {{"edit", R"({"path":"src/absent.h","old_text":"n","new_text":"a"})"}}});

  EXPECT_TRUE(test::holds(told, "old_text is empty")) << told;
  EXPECT_TRUE(test::holds(told, "old_text stands in the file more than once")) << told;
  EXPECT_TRUE(test::holds(told, "cannot read it: ")) << told;
}

TEST(LiveToolsTest, WhatNoPatchMayHoldIsToldAndCanBeMended) {
  const std::string told =
      told_after({{{"bash", R"({"command":"mkdir -p src && ln -s /etc/passwd src/link"})"}},
                  {{"submit", "{}"}},
                  {{"bash", R"({"command":"rm src/link"})"}, {"write", kToolsWrite}}});

  EXPECT_TRUE(test::holds(told, "the workspace holds what no patch may")) << told;
}

TEST(LiveToolsTest, ACallThatIsNoneIsRefusedAndTheAttemptGoesOn) {
  const std::string told = told_after({{{"dance", "{}"}, {"bash", "{\"command\": "}},
                                       {{"write", R"({"path":"src/first.h"})"}},
                                       {{"write", kToolsWrite}}});

  EXPECT_TRUE(test::holds(told, "unknown tool")) << told;
  EXPECT_TRUE(test::holds(told, "the arguments are no JSON object")) << told;
}

}  // namespace
}  // namespace wright
