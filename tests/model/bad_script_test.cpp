// What is no script is refused on one line, with the file and the line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/files.h"
#include "model/model.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class BadScriptTest : public ::testing::Test {
 protected:
  BadScriptTest() : scratch_(TempDirectory::make(testing::TempDir(), "script").value()) {}

  [[nodiscard]] fs::path at(const std::string& name) const { return scratch_.path() / name; }

  // The error of loading, without the folder; "" when it can be loaded.
  [[nodiscard]] std::string fault_of(const std::string& text) const {
    std::ofstream(at("s.yaml")) << text;
    const Result<Script> script = load_script(at("s.yaml"));
    if (script) return "";
    EXPECT_EQ(script.error().kind, ErrorKind::usage);
    EXPECT_EQ(script.error().message.find('\n'), std::string::npos) << script.error().message;
    const std::string folder = scratch_.path().string() + "/";
    EXPECT_THAT(script.error().message, StartsWith(folder));
    return script.error().message.substr(folder.size());
  }
  [[nodiscard]] std::string fault_of_call(const std::string& call) const {
    return fault_of("tasks:\n  sum:\n    - - submit\n      - " + call + "\n");
  }

  TempDirectory scratch_;
};

TEST_F(BadScriptTest, AScriptIsAMapOfClockAndTasks) {
  EXPECT_EQ(fault_of(""), "s.yaml:1: a script is a map");
  EXPECT_EQ(fault_of("just words"), "s.yaml:1: a script is a map");
  EXPECT_EQ(fault_of("- clock: 1"), "s.yaml:1: a script is a map");
  EXPECT_EQ(fault_of("clock: 1\ntask: {}"), "s.yaml:2: a script has clock and tasks, nothing else");
  EXPECT_EQ(fault_of("clock: 1\nclock: 2"), "s.yaml:2: this key is there twice");
  EXPECT_EQ(fault_of("[a, b]: 2"), "s.yaml:1: a text is due here");
}

TEST_F(BadScriptTest, TheClockIsSecondsThatADateCanShow) {
  for (const std::string clock :
       {"soon", "-1", "1.5", "253402300800", "99999999999999999999", "[1]", "~"}) {
    EXPECT_EQ(fault_of("\nclock: " + clock), "s.yaml:2: clock is a number of seconds since 1970")
        << clock;
  }
  EXPECT_EQ(fault_of("clock: 253402300799"), "");
}

TEST_F(BadScriptTest, TasksAreListsOfListsOfCalls) {
  EXPECT_EQ(fault_of("tasks: [sum]"), "s.yaml:1: tasks is a map");
  EXPECT_EQ(fault_of("tasks:\n  sum: submit"), "s.yaml:2: a task is a list of attempts");
  EXPECT_EQ(fault_of("tasks:\n  sum:\n    - submit"),
            "s.yaml:3: an attempt is a list of tool calls");
  EXPECT_EQ(fault_of("tasks:\n  sum: []\n  sum: []"), "s.yaml:3: this key is there twice");
}

TEST_F(BadScriptTest, ACallIsOneWordOrOneKey) {
  EXPECT_EQ(fault_of_call("[bash, ls]"), "s.yaml:4: a tool call is a map");
  EXPECT_EQ(fault_of_call("~"), "s.yaml:4: a tool call is a map");
  EXPECT_EQ(fault_of_call("{}"), "s.yaml:4: a tool call is one word or one key with its value");
  EXPECT_EQ(fault_of_call("{bash: ls, note: x}"),
            "s.yaml:4: a tool call is one word or one key with its value");
  EXPECT_EQ(fault_of_call("{bash: [ls]}"), "s.yaml:4: a text is due here");
  EXPECT_EQ(fault_of_call("{bash: }"), "s.yaml:4: a text is due here");
}

TEST_F(BadScriptTest, AWriteHasAPathAndAText) {
  const std::string fault = "s.yaml:4: write has path and text, nothing else";
  EXPECT_EQ(fault_of_call("{write: a.cpp}"), "s.yaml:4: write is a map");
  EXPECT_EQ(fault_of_call("{write: {path: a}}"), fault);
  EXPECT_EQ(fault_of_call("{write: {path: a, txt: b}}"), fault);
  EXPECT_EQ(fault_of_call("{write: {path: a, text: b, mode: 7}}"), fault);
  EXPECT_EQ(fault_of_call("{write: {path: [a], text: b}}"), "s.yaml:4: a text is due here");
}

TEST_F(BadScriptTest, CopyStaysBesideTheScript) {
  for (const std::string folder : {"/etc", "..", "../other", "a/../../other", "\"\""}) {
    EXPECT_EQ(fault_of_call("{copy: " + folder + "}"),
              "s.yaml:4: copy names a folder beside the script")
        << folder;
  }
  fs::create_directory_symlink("/etc", at("link"));
  EXPECT_THAT(fault_of_call("{copy: link}"), StartsWith("s.yaml:4: cannot list"));
  EXPECT_THAT(fault_of_call("{copy: absent}"), HasSubstr("No such file"));
}

TEST_F(BadScriptTest, WhatCannotBeCopiedAsTextIsNamed) {
  ASSERT_TRUE(make_directories(at("binary")));
  ASSERT_TRUE(write_file(at("binary/image"), "\xFF\xD8"));
  ASSERT_TRUE(make_directories(at("links")));
  fs::create_symlink("/etc/passwd", at("links/secret"));

  EXPECT_EQ(fault_of_call("{copy: binary}"), "s.yaml:4: image is not UTF-8 text");
  EXPECT_EQ(fault_of_call("{copy: links}"), "s.yaml:4: secret: is neither a file nor a directory");
}

TEST_F(BadScriptTest, WhatIsNoYamlIsRefusedAtItsLine) {
  EXPECT_THAT(fault_of("clock: 1\ntasks: {sum: [\n"), StartsWith("s.yaml:3: "));
  EXPECT_THAT(fault_of("clock: *nobody"), StartsWith("s.yaml:1: "));
  EXPECT_THAT(fault_of("clock: 1\n\ttasks: {}"), StartsWith("s.yaml:2: "));
  EXPECT_EQ(fault_of("clock: 1 # \xFF"), "s.yaml:1: a script is UTF-8 text");
}

TEST_F(BadScriptTest, NestingAndAliasesAreBounded) {
  const std::string text(1 << 20, 'x');
  std::string many = "tasks:\n  a:\n    - &a [&call {note: " + text + "}";
  for (int i = 0; i < 20; ++i) many += ", *call";

  EXPECT_NE(fault_of("tasks: " + std::string(100000, '[')), "");
  EXPECT_THAT(fault_of(many + "]\n"), HasSubstr("the replies have more than 16777216 bytes"));
  EXPECT_EQ(fault_of("tasks: {a: &a [*a]}"), "s.yaml:1: a tool call is a map");
}

TEST_F(BadScriptTest, AFileThatCannotBeReadIsNamed) {
  const Result<Script> absent = load_script(at("absent.yaml"));
  const Result<Script> folder = load_script(scratch_.path());

  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message, HasSubstr("absent.yaml"));
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("is not a regular file"));
}

}  // namespace
}  // namespace wright
