// A script answers as it is written, then gives up.
#include <gtest/gtest.h>

#include "base/files.h"
#include "model/model.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

const std::string kEnd = R"({"reason":"the script ends here","tool":"give_up"})";

class ScriptTest : public ::testing::Test {
 protected:
  ScriptTest() : scratch_(TempDirectory::make(testing::TempDir(), "script").value()) {}

  Script loaded(const std::string& text) const {
    EXPECT_TRUE(write_file(scratch_.path() / "script.yaml", text));
    Result<Script> script = load_script(scratch_.path() / "script.yaml");
    EXPECT_TRUE(script) << script.error().message;
    return std::move(script).value();
  }

  TempDirectory scratch_;
};

std::string reply(const Script& script, const std::string& task, int attempt, int turn) {
  return script.model->complete({TaskId{task}, attempt, turn, {}}).value().reply.text;
}

TEST_F(ScriptTest, TheClockIsAsWritten) {
  EXPECT_EQ(loaded("clock: 1700000000").clock_s, 1700000000);
  EXPECT_EQ(loaded("tasks: {}").clock_s, 0);
}

TEST_F(ScriptTest, EveryCallIsAReplyInItsPlace) {
  const Script script = loaded(
      "tasks:\n"
      "  sum:\n"
      "    - - {write: {path: src/a.cpp, text: \"one\\n\"}}\n"
      "      - {bash: \"ls -l\"}\n"
      "      - submit\n"
      "    - - {note: \"a: b\"}\n"
      "      - check\n"
      "      - {give_up: tired}\n"
      "  axpy: []\n");

  EXPECT_EQ(reply(script, "sum", 1, 0), R"({"files":{"src/a.cpp":"one\n"},"tool":"write"})");
  EXPECT_EQ(reply(script, "sum", 1, 1), R"({"command":"ls -l","tool":"bash"})");
  EXPECT_EQ(reply(script, "sum", 1, 2), R"({"tool":"submit"})");
  EXPECT_EQ(reply(script, "sum", 2, 0), R"({"text":"a: b","tool":"note"})");
  EXPECT_EQ(reply(script, "sum", 2, 1), R"({"tool":"check"})");
  EXPECT_EQ(reply(script, "sum", 2, 2), R"({"reason":"tired","tool":"give_up"})");
}

TEST_F(ScriptTest, WhereTheScriptEndsTheReplyGivesUp) {
  const Script script = loaded("tasks: {sum: [[submit], []]}");

  EXPECT_EQ(reply(script, "sum", 1, 1), kEnd);
  EXPECT_EQ(reply(script, "sum", 2, 0), kEnd);
  EXPECT_EQ(reply(script, "sum", 3, 0), kEnd);
  EXPECT_EQ(reply(script, "sum", 0, 0), kEnd);
  EXPECT_EQ(reply(script, "sum", 1, -1), kEnd);
  EXPECT_EQ(reply(script, "other", 1, 0), kEnd);
}

TEST_F(ScriptTest, TheSameQuestionHasTheSameAnswer) {
  const Script script = loaded("tasks: {sum: [[check, submit]]}");

  EXPECT_EQ(reply(script, "sum", 1, 1), reply(script, "sum", 1, 1));
  EXPECT_EQ(reply(script, "sum", 1, 0), R"({"tool":"check"})");
}

TEST_F(ScriptTest, CopyWritesEveryFileOfAFolderBesideTheScript) {
  ASSERT_TRUE(make_directories(scratch_.path() / "solution/src"));
  ASSERT_TRUE(write_file(scratch_.path() / "solution/src/a.cpp", "a"));
  ASSERT_TRUE(write_file(scratch_.path() / "solution/b", "\xC3\xA9"));

  const Script script = loaded("tasks: {sum: [[{copy: ./solution}]]}");

  EXPECT_EQ(reply(script, "sum", 1, 0),
            R"({"files":{"b":"\u00e9","src/a.cpp":"a"},"tool":"write"})");
}

TEST_F(ScriptTest, AFaultCanBePlanted) {
  const Script script = loaded(
      "tasks: {sum: [[dance, {dance: faster}, {reply: 'Sure! {\"tool\": 7'}, {reply: ''}]]}");

  EXPECT_EQ(reply(script, "sum", 1, 0), R"({"tool":"dance"})");
  EXPECT_EQ(reply(script, "sum", 1, 1), R"({"text":"faster","tool":"dance"})");
  EXPECT_EQ(reply(script, "sum", 1, 2), "Sure! {\"tool\": 7");
  EXPECT_EQ(reply(script, "sum", 1, 3), "");
}

TEST_F(ScriptTest, TheScriptsOfTheScenariosCanBeRead) {
  for (const char* name : {"example", "quick"}) {
    const Result<Script> script =
        load_script(fs::path(WRIGHT_SOURCE_DIR) / "tests/scenarios" / name / "lands.yaml");

    ASSERT_TRUE(script) << script.error().message;
    EXPECT_EQ(script->clock_s, 1700000000);
  }
}

}  // namespace
}  // namespace wright
