// Working memory and self-talk as switches of `run`: what the model is sent, what the
// journal has of it, and that an attempt keeps what it was opened with.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;

Loopback quick_server() {
  return Loopback([](const test::Request& request) {
    return test::model_answer(test::quick_script(), request);
  });
}

// A script beside the folders that it copies.
Ran run_script(const Repository& repository, const std::string& script, const std::string& more) {
  test::run_line(repository.path(),
                 "cp -r " + test::quoted(test::source("tests/scenarios/quick").string()) + "/* .");
  EXPECT_TRUE(write_file(repository.path() / "talk.yaml", script));
  return test::tensorwright(repository.path(),
                            "run --spec quick --agent scripted:talk.yaml " + more);
}

const std::string kSecond = "  second:\n    - [{copy: second}, submit]\n";

TEST(HabitsTest, AModelGetsTheToolAndTheQuestionAndTheyAreJournaled) {
  const Loopback server = quick_server();
  const Repository repository;

  const Ran ran =
      test::run_quick(repository, "anthropic:test", server.url(), "--memory 2 --self-talk 1");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const std::string body = server.requests().at(0).body;
  for (const char* part : {"\"name\":\"remember\"", "Before you act", "the tool `remember`",
                           "you are asked up to 1"}) {
    EXPECT_TRUE(holds(body, part)) << part << " is not in " << body;
  }
  EXPECT_TRUE(holds(test::journal(repository), "\"kind\":\"habits_set\",\"memory\":2"));
}

TEST(HabitsTest, StatusShowsTheSwitchesAndTheOpenAttemptThatKeepsItsOwn) {
  const Loopback server = quick_server();
  const Repository repository;
  test::run_quick(repository, "openai:test", server.url(), "--memory 1 --budget-tokens 1");
  test::run_quick(repository, "openai:test", server.url(), "--memory 2 --self-talk 3");

  const Ran told = test::tensorwright(repository.path(), "status quick");
  const Ran json = test::tensorwright(repository.path(), "status quick --json");

  EXPECT_TRUE(holds(told.out, "memory 2, self-talk 3 in attempts that are opened from here on"))
      << told.out;
  EXPECT_TRUE(holds(told.out, "memory 1, self-talk 0 in quick.first.1, which is open")) << told.out;
  EXPECT_EQ(nlohmann::json::parse(json.out).at("habits"),
            (nlohmann::json{{"memory", 2}, {"self_talk", 3}}));
}

TEST(HabitsTest, AnAttemptGoesOnAsItWasOpenedAndTheNextOneChanges) {
  const Loopback server = quick_server();
  const Repository repository;
  const Ran stopped =
      test::run_quick(repository, "openai:test", server.url(), "--memory 1 --budget-tokens 1");
  ASSERT_EQ(stopped.exit_code, 4) << stopped.out;

  const Ran ran =
      test::run_quick(repository, "openai:test", server.url(), "--memory 0 --budget-tokens 0");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "quick.first.1 goes on as it was opened, with memory 1")) << ran.out;
  for (const test::Request& request : server.requests()) {
    const bool is_first = holds(request.body, "task `first`");
    EXPECT_EQ(holds(request.body, "\"name\":\"remember\""), is_first) << request.body;
  }
}

TEST(HabitsTest, AScriptRemembersAndIsRefusedWhatIsTooLong) {
  const Repository repository;
  const std::string huge(9000, 'x');
  const std::string script =
      "tasks:\n  first:\n    - - reply: '{\"tool\":\"remember\",\"content\":"
      "\"the header is a.h\"}'\n      - reply: '{\"tool\":\"remember\","
      "\"content\":\"" +
      huge + "\"}'\n      - {copy: first}\n      - submit\n" + kSecond;

  const Ran ran = run_script(repository, script, "--memory 1");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const std::string journal = test::journal(repository);
  EXPECT_TRUE(holds(journal, "\"action\":\"remember\"")) << journal;
  EXPECT_TRUE(test::is_found(repository, "{\"content\":\"the header is a.h\"}"));
  EXPECT_TRUE(holds(journal, "refused: content has 9000 bytes")) << journal;
}

TEST(HabitsTest, AScriptThinksBeforeItActsAndAReplayKeepsTheSwitches) {
  const Repository repository;
  const std::string script =
      "tasks:\n  first:\n    - - {reply: \"A header is enough.\"}\n      - {copy: first}\n      - "
      "submit\n" +
      kSecond;
  const Ran ran = run_script(repository, script, "--self-talk 2");
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_FALSE(holds(test::journal(repository), "refused")) << test::journal(repository);
  ASSERT_EQ(test::tensorwright(repository.path(), "record quick").exit_code, 0);

  const Ran again =
      test::tensorwright(repository.path(), "run quick --again --no-selftest --tuner-seconds 0");

  EXPECT_EQ(again.exit_code, 0) << again.out;
  EXPECT_TRUE(holds(test::journal(repository), "\"self_talk\":2"));
}

TEST(HabitsTest, AnAgentWithoutAToolLoopHasNoSuchSwitch) {
  const Repository repository;

  const Ran ran = test::tensorwright(repository.path(), "run --agent tuner --memory 1");

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_TRUE(holds(ran.out, "which tuner has not")) << ran.out;
}

}  // namespace
}  // namespace wright
