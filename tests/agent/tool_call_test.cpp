// What a call of each tool asks for.
#include "agent/tool_call.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wright {
namespace {

Action call(const std::string& name, const std::string& arguments) {
  return action_of({"id", name, arguments});
}

TEST(ToolCallTest, EachToolBecomesItsAction) {
  Patch patch;
  put(patch, "a", FileMode::regular, "1\n");

  EXPECT_EQ(call("bash", R"({"command":"ls"})"), Action(RunCommand{"ls"}));
  EXPECT_EQ(call("read", R"({"path":"a"})"), Action(ReadFile{"a", 1, 0}));
  EXPECT_EQ(call("read", R"({"path":"a","first_line":3,"lines":null})"),
            Action(ReadFile{"a", 3, 0}));
  EXPECT_EQ(call("edit", R"({"path":"a","old_text":"1","new_text":""})"),
            Action(EditFile{"a", "1", ""}));
  EXPECT_EQ(call("write", R"({"path":"a","text":"1\n"})"), Action(WriteFiles{patch}));
  EXPECT_EQ(call("note", R"({"text":"n"})"), Action(TakeNote{"n"}));
  EXPECT_EQ(call("remember", R"({"content":"c"})"), Action(Remember{"c", std::nullopt}));
  EXPECT_EQ(call("check", ""), Action(RunChecks{}));
  EXPECT_EQ(call("submit", "{}"), Action(Submit{}));
  EXPECT_EQ(call("give_up", R"({"reason":"r"})"), Action(GiveUp{"r"}));
}

TEST(ToolCallTest, WhatIsNoCallSaysWhatIsWrong) {
  for (const auto& [name, arguments] : {std::pair{"bash", "{}"},
                                        {"bash", R"({"command":7})"},
                                        {"remember", R"({"content":7})"},
                                        {"bash", "ls"},
                                        {"bash", "[]"},
                                        {"read", "{}"},
                                        {"read", R"({"path":"a","lines":-1})"},
                                        {"read", R"({"path":"a","lines":1e9})"},
                                        {"edit", R"({"path":"a","old_text":"b"})"},
                                        {"write", R"({"path":"a"})"},
                                        {"note", "{}"},
                                        {"rm", "{}"},
                                        {"", "{}"}}) {
    const Action action = call(name, arguments);
    ASSERT_TRUE(std::holds_alternative<TakeNote>(action)) << name << arguments;
    EXPECT_EQ(std::get<TakeNote>(action).text.rfind("refused: ", 0), 0U);
  }
}

TEST(ToolCallTest, EveryToolThatIsOfferedIsKnownAndHasASchema) {
  for (const OfferedTool& tool : provider_tools()) {
    const auto schema = nlohmann::json::parse(tool.parameters);
    EXPECT_EQ(schema["type"], "object");
    const Action action = call(tool.name, "{}");
    const auto* note = std::get_if<TakeNote>(&action);
    EXPECT_TRUE(note == nullptr || note->text.find("unknown") == std::string::npos) << tool.name;
  }
}

}  // namespace
}  // namespace wright
