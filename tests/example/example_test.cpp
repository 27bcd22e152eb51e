// The worked example with every check real, as the documents walk through it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/program.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class ExampleTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    home_ = new Repository();
    run_ = new Ran(test::tensorwright(
        home_->path(),
        "run --spec " + test::quoted(test::source("specs/example").string()) +
            " --agent scripted:" +
            test::quoted(test::source("tests/scenarios/example/lands.yaml").string())));
  }
  static void TearDownTestSuite() {
    delete run_;
    delete home_;
  }
  static Ran ask(const std::string& arguments) {
    return test::tensorwright(home_->path(), arguments);
  }

  static Repository* home_;
  static Ran* run_;
};
Repository* ExampleTest::home_ = nullptr;
Ran* ExampleTest::run_ = nullptr;

TEST_F(ExampleTest, ThreeTasksLandAndOneAttemptIsRejected) {
  EXPECT_EQ(run_->exit_code, 0) << run_->out;
  const auto status = nlohmann::json::parse(ask("status example --json").out);

  EXPECT_EQ(status.at("state"), "finished");
  for (const auto& task : status.at("tasks")) EXPECT_EQ(task.at("stage"), "landed") << task;
  EXPECT_TRUE(holds(ask("log example --rejected").out, "example.sum.1"));
}

TEST_F(ExampleTest, ALineIsExplainedByItsAttemptItsClausesAndItsChecks) {
  const Ran why = ask("why example_library/src/sum.cpp:5 --rev campaign/example");

  EXPECT_EQ(why.exit_code, 0) << why.out;
  EXPECT_TRUE(holds(why.out, "written by attempt example.sum.2")) << why.out;
  EXPECT_TRUE(holds(why.out, "[R1.1]")) << why.out;
  for (const char* check : {"held_out", "differential", "sanitize", "ghost"}) {
    EXPECT_TRUE(holds(why.out, check)) << why.out;
  }
}

TEST_F(ExampleTest, ALineOfTheScaffoldIsTheSpecs) {
  const Ran why = ask("why example_library/CMakeLists.txt:1 --rev campaign/example");

  EXPECT_EQ(why.exit_code, 0) << why.out;
  EXPECT_TRUE(holds(why.out, "scaffold")) << why.out;
}

TEST_F(ExampleTest, ARejectionIsShownWithWhatTheAgentWasTold) {
  const Ran shown = ask("show example.sum.1");
  const Ran diff = ask("diff example.sum.1");

  EXPECT_TRUE(holds(shown.out, "build.error src/sum.cpp:6")) << shown.out;
  EXPECT_TRUE(holds(diff.out, "+  return x.total();")) << diff.out;
}

TEST_F(ExampleTest, EveryClauseHasEvidence) {
  const Ran coverage = ask("spec coverage " + test::quoted(test::source("specs/example").string()));

  EXPECT_EQ(coverage.exit_code, 0) << coverage.out;
  EXPECT_FALSE(holds(coverage.out, "unverified")) << coverage.out;
}

TEST_F(ExampleTest, AShippedCheatIsRejectedAtTheGate) {
  const Ran judged =
      ask("judge --task sum --spec " + test::quoted(test::source("specs/example").string()) +
          " --patch " + test::quoted(test::source("examples/cheats/lookup").string()));

  EXPECT_EQ(judged.exit_code, 1) << judged.out;
  EXPECT_TRUE(holds(judged.out, "verdict: fail")) << judged.out;
}

}  // namespace
}  // namespace wright
