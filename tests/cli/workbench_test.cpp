// The workbench from end to end: somebody outside does the work by commands.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::Ran;
using test::Repository;

constexpr const char* kGood = "printf '#pragma once\\n' | ";
constexpr const char* kForbidden = "printf '#include <cstdlib>\\nint a = system(\"\");\\n' | ";

class WorkbenchTest : public ::testing::Test {
 protected:
  Ran open(const std::string& task) const {
    return ask("attempt open --spec " + test::quick_folder("quick") + " --task " + task);
  }
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_.path(), arguments);
  }
  // `attempt write` with what the shell line before it prints.
  Ran write(const std::string& before, const std::string& id_and_path) const {
    return test::run_line(repository_.path(),
                          before + " " + test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") +
                              " attempt write " + id_and_path);
  }
  Ran land(const std::string& task, int number, const std::string& path) const {
    const std::string id = "quick." + task + "." + std::to_string(number);
    EXPECT_EQ(open(task).exit_code, 0);
    EXPECT_EQ(write(kGood, id + " " + path).exit_code, 0);
    return ask("attempt submit " + id);
  }

  Repository repository_;
};

TEST_F(WorkbenchTest, OpeningPrintsTheBriefAndTheId) {
  const Ran opened = open("first");

  EXPECT_EQ(opened.exit_code, 0);
  EXPECT_TRUE(holds(opened.out, "attempt: quick.first.1\n")) << opened.out;
  EXPECT_TRUE(holds(opened.out, "[R1] `src/first.h` holds the number one.")) << opened.out;
  EXPECT_TRUE(holds(opened.out, "- `policy`; file_lines_max: 400\n")) << opened.out;
  EXPECT_TRUE(fails_with(open("first"), 2, "attempt quick.first.1 is open"));
  EXPECT_TRUE(fails_with(open("second"), 2, "waits for tasks that it needs"));
}

TEST_F(WorkbenchTest, ACommandGetsStandardInputWhereThatIsAskedFor) {
  open("first");
  const std::string program =
      "printf 'echo from outside' | " + test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright");

  const Ran given =
      test::run_line(repository_.path(), program + " attempt exec --stdin quick.first.1 -- sh");
  const Ran kept =
      test::run_line(repository_.path(), program + " attempt exec quick.first.1 -- sh");

  EXPECT_EQ(given.out, "from outside\n");
  EXPECT_EQ(kept.out, "");
}

TEST_F(WorkbenchTest, CommandsActInTheWorkspaceAndTheirEndIsTold) {
  open("first");

  EXPECT_EQ(ask("attempt exec quick.first.1 -- sh -c 'echo one; exit 3'").out, "one\n[exit 3]\n");
  EXPECT_EQ(ask("attempt exec quick.first.1 -- sh -c 'echo one; exit 3'").exit_code, 1);
  EXPECT_EQ(write(kGood, "quick.first.1 src/first.h").exit_code, 0);
  EXPECT_EQ(ask("attempt read quick.first.1 src/first.h").out, "#pragma once\n");
  EXPECT_EQ(ask("attempt exec quick.first.1 -- ls").out, "README.md\nsrc\n");
  EXPECT_EQ(ask("attempt note quick.first.1 'lesson: be short'").exit_code, 0);
  EXPECT_TRUE(holds(ask("attempt check quick.first.1").out, "pass policy"));
}

TEST_F(WorkbenchTest, ASpecThatAsksForNothingMoreClosesTheCampaign) {
  land("first", 1, "src/first.h");
  open("second");
  EXPECT_EQ(ask("attempt abandon quick.second.1 'too much'").exit_code, 0);
  test::run_line(repository_.path(), "cp -r " + test::quick_folder("quick") +
                                         " mended && rm mended/tasks/020-second.md && "
                                         "sed -i '/R2/d' mended/spec.md");

  const Ran before = ask("status quick");
  const Ran run = ask("run quick --spec mended --agent workbench");

  EXPECT_FALSE(holds(before.out, "finished")) << before.out;
  EXPECT_EQ(run.exit_code, 0) << run.out;
  EXPECT_TRUE(holds(ask("status quick").out, "quick: finished, 1 of 1 tasks landed"));
  EXPECT_EQ(ask("record quick").exit_code, 0);
  const Ran again = ask("run quick --again --no-selftest --tuner-seconds 0 --all-attempts");
  EXPECT_TRUE(holds(again.out, "equal to the recorded ones")) << again.out;
  EXPECT_EQ(ask("audit campaign/quick").exit_code, 0);
}

TEST_F(WorkbenchTest, GoodWorkLandsAndTheLastLandingClosesTheCampaign) {
  const Ran first = land("first", 1, "src/first.h");
  const Ran second = land("second", 1, "src/second.h");

  EXPECT_EQ(first.exit_code, 0) << first.out;
  EXPECT_TRUE(holds(first.out, "landed     quick.first.1")) << first.out;
  EXPECT_EQ(second.exit_code, 0) << second.out;
  EXPECT_TRUE(holds(ask("status quick").out, "quick: finished, 2 of 2 tasks landed"));
  EXPECT_TRUE(fails_with(open("first"), 2, "campaign quick is closed"));
  EXPECT_EQ(ask("record quick").exit_code, 0);
  EXPECT_EQ(ask("verify campaign/quick~1").exit_code, 0);
  EXPECT_EQ(ask("audit campaign/quick").exit_code, 0);
}

TEST_F(WorkbenchTest, BadWorkIsRejectedAndTheNextAttemptCarriesItWithTheFeedback) {
  open("first");
  write(kForbidden, "quick.first.1 src/first.h");

  const Ran rejected = ask("attempt submit quick.first.1");
  const Ran next = open("first");

  EXPECT_EQ(rejected.exit_code, 1) << rejected.out;
  EXPECT_TRUE(holds(rejected.out, "hygiene.call src/first.h:2")) << rejected.out;
  EXPECT_TRUE(holds(next.out, "attempt: quick.first.2")) << next.out;
  EXPECT_TRUE(holds(next.out, "hygiene.call src/first.h:2")) << next.out;
  EXPECT_TRUE(holds(ask("attempt read quick.first.2 src/first.h").out, "system"));
  EXPECT_TRUE(fails_with(ask("attempt exec quick.first.1 -- ls"), 2, "quick.first.1 is over"));
}

TEST_F(WorkbenchTest, WorkThatABrokenSpecHeldUpLandsByTheMendedOne) {
  const std::string quick = "cp -r " + test::quick_folder("quick");
  test::run_line(repository_.path(), quick + " quick && sed -i s/400/none/ quick/spec.md");
  EXPECT_EQ(ask("attempt open --spec quick --task first").exit_code, 0);
  write(kGood, "quick.first.1 src/first.h");
  EXPECT_TRUE(holds(ask("attempt submit quick.first.1").out, "file_lines_max"));
  EXPECT_EQ(ask("attempt open --spec quick --task first").exit_code, 0);
  test::run_line(repository_.path(), "sed -i s/none/300/ quick/spec.md");

  const Ran landed = ask("attempt submit quick.first.1 --spec quick");

  EXPECT_EQ(landed.exit_code, 0) << landed.out;
  EXPECT_TRUE(holds(landed.out, "landed     quick.first.1")) << landed.out;
  EXPECT_TRUE(holds(ask("attempt list quick").out, "another attempt at its task has landed"));
}

TEST_F(WorkbenchTest, SubmittingAgainChangesNothing) {
  const Ran landed = land("first", 1, "src/first.h");
  const std::string tip = test::run_line(repository_.path(), "git rev-parse campaign/quick").out;

  const Ran again = ask("attempt submit quick.first.1");

  EXPECT_EQ(again.exit_code, 0) << again.out;
  EXPECT_EQ(test::run_line(repository_.path(), "git rev-parse campaign/quick").out, tip);
}

TEST_F(WorkbenchTest, AnAbandonedAttemptCountsAndItsReasonIsPassedOn) {
  open("first");
  EXPECT_EQ(ask("attempt abandon quick.first.1 'no idea'").exit_code, 0);

  EXPECT_TRUE(holds(open("first").out, "was given up: no idea"));
  EXPECT_TRUE(fails_with(ask("attempt submit quick.first.1"), 2, "quick.first.1 is over"));
}

TEST_F(WorkbenchTest, WhenTheAttemptsAreUsedUpTheBudgetIsSpent) {
  for (int number = 1; number <= 3; ++number) {
    EXPECT_EQ(open("first").exit_code, 0);
    ask("attempt abandon quick.first." + std::to_string(number) + " none");
  }

  EXPECT_TRUE(fails_with(open("first"), 4, "has used its 3 attempts"));
}

TEST_F(WorkbenchTest, NothingIsWrittenOutsideOfTheWorkspace) {
  open("first");
  const std::string home = repository_.path().string();
  ask("attempt exec quick.first.1 -- ln -s " + test::quoted(home) + " link");

  for (const char* path : {"../evil", "/etc/evil", "/work/../evil", "/task/evil", "link/evil"}) {
    const Ran ran = write(kGood, std::string("quick.first.1 ") + path);
    EXPECT_EQ(ran.exit_code, 1) << path << ": " << ran.out;
  }
  // The sandbox's own /tmp is empty and goes with the command.
  write(kGood, "quick.first.1 " + test::quoted(home + "/evil"));
  for (const std::string& evil : {home + "/evil", std::string("/etc/evil"), std::string("/evil")}) {
    EXPECT_FALSE(std::filesystem::exists(evil)) << evil;
  }
}

TEST_F(WorkbenchTest, NothingOfTheMachineIsRead) {
  open("first");
  test::run_line(repository_.path(), "echo secret > mine.txt");

  const Ran absolute =
      ask("attempt read quick.first.1 " + test::quoted((repository_.path() / "mine.txt").string()));
  ask("attempt exec quick.first.1 -- ln -s " +
      test::quoted((repository_.path() / "mine.txt").string()) + " link");
  const Ran linked = ask("attempt read quick.first.1 link");

  EXPECT_EQ(absolute.exit_code, 1);
  EXPECT_FALSE(holds(absolute.out, "secret"));
  EXPECT_EQ(linked.exit_code, 1);
  EXPECT_FALSE(holds(linked.out, "secret"));
}

TEST_F(WorkbenchTest, ALinkInTheWorkIsNamedAndCanBeTakenOut) {
  open("first");
  write(kGood, "quick.first.1 src/first.h");
  ask("attempt exec quick.first.1 -- ln -s /etc/passwd link");

  EXPECT_TRUE(fails_with(ask("attempt submit quick.first.1"), 2, "link: a symbolic link"));
  ask("attempt exec quick.first.1 -- rm link");
  EXPECT_EQ(ask("attempt submit quick.first.1").exit_code, 0);
}

TEST_F(WorkbenchTest, WhatACommandPrintsCannotReachTheTerminal) {
  open("first");
  const Ran printed = ask("attempt exec quick.first.1 -- printf '\\033[31mred\\377'");
  ask("attempt exec quick.first.1 -- sh -c 'touch \"$(printf \"\\033[31mred\")\"'");
  const Ran listed = ask("attempt exec quick.first.1 -- ls");
  const Ran submitted = ask("attempt submit quick.first.1");

  EXPECT_EQ(printed.out, "\\x1b[31mred\\xff");
  EXPECT_TRUE(holds(listed.out, "\\x1b[31mred")) << listed.out;
  EXPECT_NE(submitted.exit_code, 0);
  EXPECT_EQ(submitted.out.find('\x1b'), std::string::npos) << submitted.out;
  EXPECT_TRUE(holds(submitted.out, "\\x1b[31mred")) << submitted.out;
}

TEST_F(WorkbenchTest, TheRecordNamesWhoDidIt) {
  const Ran opened = ask("attempt open --task first --agent \"$(printf 'a\\033[31mred')\" --spec " +
                         test::quick_folder("quick"));
  ASSERT_EQ(opened.exit_code, 0) << opened.out;

  const Ran list = ask("attempt list quick");
  const auto record = nlohmann::json::parse(ask("attempt list quick --json").out);

  EXPECT_TRUE(holds(list.out, "a\\x1b[31mred")) << list.out;
  EXPECT_EQ(list.out.find('\x1b'), std::string::npos) << list.out;
  EXPECT_EQ(record.at("attempts").at(0).at("model"), "not recorded");
}

}  // namespace
}  // namespace wright
