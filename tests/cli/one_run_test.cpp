// One run at a time, and one that is interrupted goes on later to the same ids.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

const std::string kRun = "run --spec " + test::quick_folder("quick") +
                         " --agent scripted:" + test::quick_folder("gate.yaml");
const std::string kProgram = test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright");

// The landings.  The closing commit names the journal's hash, which holds times.
std::string landings_of(const Repository& repository) {
  return test::run_line(repository.path(), "git rev-list campaign/quick~1").out;
}

// A repository whose run comes to a step that reads from a pipe, ./gate, and so
// stands still there until a test has opened the pipe and closed it again.
class OneRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Ran opened =
        test::tensorwright(repository_.path(),
                           "attempt open --task first --agent scripted --model 'a script' --spec " +
                               test::quick_folder("quick"));
    ASSERT_EQ(opened.exit_code, 0) << opened.out;
    const Ran made = test::tensorwright(repository_.path(), "attempt exec quick.first.1 -- true");
    ASSERT_EQ(made.exit_code, 0) << made.out;
    const Ran piped =
        test::run_line(repository_.path(),
                       "ln -s logs/runs/quick/work/attempts/quick.first.1/build/gate gate && "
                       "mkfifo -m 666 logs/runs/quick/work/attempts/quick.first.1/build/gate");
    ASSERT_EQ(piped.exit_code, 0) << piped.out;
  }

  // `meanwhile`, a shell line that knows the run's process as $run, happens while
  // the run stands at the gate.  Gives what the line printed and how the run ended.
  Ran run_and_meanwhile(const std::string& meanwhile) const {
    const std::string script = kProgram + " " + kRun + " > run.txt 2>&1 & run=$!; exec 3> gate; " +
                               meanwhile + "; exec 3>&-; wait $run";
    return test::run_line(repository_.path(), "timeout 60 sh -c " + test::quoted(script));
  }
  std::string printed_by_run() const {
    return test::run_line(repository_.path(), "cat run.txt").out;
  }

  Repository repository_;
};

TEST_F(OneRunTest, ASecondOneYieldsAndTheFirstGoesOn) {
  const Ran ran = run_and_meanwhile(kProgram + " " + kRun + " > second.txt 2>&1; echo $?");

  EXPECT_EQ(ran.exit_code, 0) << printed_by_run();
  EXPECT_EQ(ran.out, "3\n");
  const Ran second{3, 0, test::run_line(repository_.path(), "cat second.txt").out};
  EXPECT_TRUE(fails_with(second, 3, "campaign quick is being run by another process"));
}

TEST_F(OneRunTest, ItIsNotForgottenUnderItsFeet) {
  const auto other = test::with_recording();
  const Ran ran =
      run_and_meanwhile("cp -r " + test::quoted((other->path() / "logs/recorded").string()) +
                        " logs/ && " + kProgram + " run quick --again > second.txt 2>&1; echo $?");

  EXPECT_EQ(ran.exit_code, 0) << printed_by_run();
  EXPECT_EQ(ran.out, "3\n");
  EXPECT_TRUE(test::holds(test::run_line(repository_.path(), "cat second.txt").out,
                          "campaign quick is being run by another process"));
}

TEST_F(OneRunTest, AnInterruptEndsItWith130AndALaterRunGivesTheSameIds) {
  const Repository undisturbed;
  ASSERT_EQ(test::tensorwright(undisturbed.path(), kRun).exit_code, 0);

  const Ran interrupted = run_and_meanwhile("kill -INT $run");
  EXPECT_EQ(interrupted.exit_code, 130);
  EXPECT_TRUE(test::holds(printed_by_run(),
                          "tensorwright: interrupted: "
                          "`tensorwright run` goes on from here"))
      << printed_by_run();

  const Ran later = test::tensorwright(repository_.path(), kRun);
  EXPECT_EQ(later.exit_code, 0) << later.out;
  EXPECT_EQ(landings_of(repository_), landings_of(undisturbed));
}

TEST_F(OneRunTest, ASecondInterruptDoesNotWaitForTheStepAndALaterRunStillFinishes) {
  const std::string until_taken = "while grep -q 'ShdPnd:.*[1-9a-f]' /proc/$run/status; do :; done";
  const Ran ran =
      run_and_meanwhile("kill -INT $run; " + until_taken + "; kill -INT $run; wait $run; echo $?");
  EXPECT_EQ(ran.out, "130\n") << printed_by_run();
  test::run_line(repository_.path(), "rm \"$(readlink gate)\"");

  const Ran later = test::tensorwright(repository_.path(), kRun);

  EXPECT_EQ(later.exit_code, 0) << later.out;
  EXPECT_TRUE(test::holds(later.out, "landed       2 by scripted, model a script")) << later.out;
}

TEST(FinishedRunTest, SaysSo) {
  const Ran ran = test::tensorwright(test::finished().path(), test::quick_run());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "campaign quick is finished at ")) << ran.out;
}

}  // namespace
}  // namespace wright
