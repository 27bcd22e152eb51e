// A command line that makes no sense: exit 2 and one line that names the fault.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

struct Fault {
  const char* arguments;
  const char* says;
};

void expect_usage_errors(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    const Ran ran = test::tensorwright(test::finished().path(), fault.arguments);
    EXPECT_TRUE(fails_with(ran, 2, fault.says)) << fault.arguments;
  }
}

TEST(UsageTest, AnUnknownWordIsNamed) {
  expect_usage_errors({{"", "a subcommand is required"},
                       {"nonsense", "nonsense"},
                       {"status --nonsense", "--nonsense"},
                       {"attempt nonsense", "nonsense"},
                       {"attempt submit quick.first.2 surplus", "surplus"},
                       {"run --agent nonsense", "unknown agent nonsense"},
                       {"run --tuner-seconds soon", "--tuner-seconds"}});
}

TEST(UsageTest, AMissingArgumentIsNamed) {
  expect_usage_errors({{"show", "id is required"},
                       {"attempt open", "--task is required"},
                       {"attempt open --task first", "--spec DIR or --campaign NAME"},
                       {"attempt exec quick.first.1", "command is required"},
                       {"judge", "judge needs --spec DIR"},
                       {"judge --spec x --task y", "either --head REV or --patch DIR"},
                       {"run --agent scripted", "scripted needs a file"},
                       {"run --agent tuner:0", "at least 1"},
                       {"run --agent command:true", "an agent CLI needs --via"},
                       {"run --agent command:true --via openai", "an agent CLI needs --via"},
                       {"spec new", "name is required"},
                       {"adopt", "campaign is required"}});
}

TEST(UsageTest, AnAgentProgramThatCannotBeRunIsNamedBeforeItIs) {
  expect_usage_errors(
      {{"run --agent command: --via openai:m", "command needs a command"},
       {"run --agent command:{{x}} --via openai:m --no-key --base-url http://h",
        "unknown variable x"},
       {"run --agent command:true --via openai:m --agent-files .", "would show the agent"}});
}

TEST(UsageTest, WhatIsNotThereIsNamed) {
  expect_usage_errors({{"status nowhere", "no log of campaign nowhere"},
                       {"log quick --attempt quick.first.9", "has no attempt quick.first.9"},
                       {"show quick.first.9", "has no attempt quick.first.9"},
                       {"diff quick.second.7", "has no attempt quick.second.7"},
                       {"attempt list nowhere", "no campaign nowhere has run here"},
                       {"attempt note quick.first.9 text", "has no attempt quick.first.9"},
                       {"attempt note quick.first.1 text", "attempt quick.first.1 is over"},
                       {"run nowhere", "no recording of nowhere"},
                       {"record nowhere", "no campaign nowhere has run here"},
                       {"adopt nowhere", "no log of campaign nowhere"},
                       {"verify nowhere", "no revision \"nowhere\""},
                       {"verify HEAD", "no landing of a campaign"},
                       {"bundle HEAD elsewhere", "no landing of a campaign"},
                       {"why nowhere.h:1", "no file nowhere.h"},
                       {"why quick_tree/src/first.h:99 --rev campaign/quick", "has 3 lines"},
                       {"why quick_tree/src/first.h", "is no FILE:LINE"},
                       {"why quick_tree/src/first.h:-1", "is no FILE:LINE"}});
}

TEST(UsageTest, AFileThatCannotBeReadIsNamedWithTheReason) {
  for (const char* arguments : {"evidence import nowhere.json", "run --agent scripted:nowhere.json",
                                "run --agent recorded:nowhere.json"}) {
    const Ran ran = test::tensorwright(test::finished().path(), arguments);
    EXPECT_TRUE(fails_with(ran, 3, "No such file or directory")) << arguments;
  }
}

TEST(UsageTest, ACampaignsNameStaysBelowTheLogs) {
  const Repository repository;

  for (const char* name : {"../../evil", "..", "a/b", ".claims", "a b", "$(printf '\\033[31m')"}) {
    const Ran ran =
        test::tensorwright(repository.path(), test::quick_run() + " --campaign \"" + name + "\"");
    EXPECT_TRUE(fails_with(ran, 2, "is no name of a campaign")) << name;
  }
  EXPECT_EQ(test::run_line(repository.path(), "ls -A").out, ".git\n");
}

TEST(UsageTest, HostileWordsComeOutEscaped) {
  for (const char* arguments :
       {"show WORD", "status WORD", "-C WORD status", "spec lint WORD", "why WORD", "verify WORD",
        "evidence import WORD", "attempt note quick.first.2 x WORD", "--WORD", "spec new WORD",
        "log quick --attempt WORD", "run --agent WORD"}) {
    std::string line = arguments;
    line.replace(line.find("WORD"), 4, "\"$(printf '\\033[31mred')\"");
    const Ran ran = test::tensorwright(test::finished().path(), line);
    EXPECT_TRUE(test::is_one_line(ran)) << arguments;
    EXPECT_TRUE(test::holds(ran.out, "\\x1b[31mred")) << arguments << ": " << ran.out;
  }
}

TEST(UsageTest, HelpAndVersionAreAnswersNotErrors) {
  for (const char* arguments : {"--help", "attempt --help", "spec lint --help", "--version"}) {
    const Ran ran = test::tensorwright(test::finished().path(), arguments);
    EXPECT_EQ(ran.exit_code, 0) << arguments;
    EXPECT_TRUE(test::holds(ran.out, "tensorwright") || test::holds(ran.out, "Usage")) << ran.out;
  }
}

}  // namespace
}  // namespace wright
