// The runner against sandboxes that are shell scripts, good and broken ones.
#include <gtest/gtest.h>
#include <unistd.h>

#include "exec/fake_sandbox.h"
#include "exec/sandbox_json.h"

namespace wright {
namespace {

using test::FakeSandbox;
using test::says_good_report;

std::string fault_of(const std::string& script) {
  const FakeSandbox sandbox(script);
  const Result<RunReport> report = sandbox.runner()->run(Command());
  return report ? "" : report.error().message;
}

TEST(RunnerTest, TheRequestAndTheInputArriveAndTheReportComesBack) {
  const FakeSandbox sandbox("cat <&3 >\"$0.request\"; cat >\"$0.input\"\n" + says_good_report());
  Command command;
  command.argv = {"/usr/bin/true"};
  command.input = std::string("any\0bytes", 9);

  const Result<RunReport> report = sandbox.runner()->run(command);

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->succeeded());
  EXPECT_EQ(read_file(sandbox.beside("sandbox.request")).value(),
            request_text(command, StreamMode::capture).value());
  EXPECT_EQ(read_file(sandbox.beside("sandbox.input")).value(), command.input);
}

TEST(RunnerTest, TheSandboxSeesNoneOfOurEnvironmentAndDescriptors) {
  ::setenv("WRIGHT_TEST_KEY", "a secret", 1);
  const FakeSandbox sandbox("/usr/bin/env >\"$0.env\"; cd /proc/$$/fd; echo * >\"$0.fds\"\n" +
                            says_good_report());

  ASSERT_TRUE(sandbox.runner()->run(Command()));

  const std::string environment = read_file(sandbox.beside("sandbox.env")).value();
  EXPECT_NE(environment.find("PATH=/usr/bin:/bin\n"), std::string::npos);
  EXPECT_EQ(environment.find("WRIGHT_TEST_KEY"), std::string::npos);
  EXPECT_EQ(read_file(sandbox.beside("sandbox.fds")).value().substr(0, 11), "0 1 10 2 3 ");
}

TEST(RunnerTest, ASandboxThatDiesWithoutAReportIsAnErrorWithItsLastWords) {
  EXPECT_EQ(fault_of("exit 0"), "wright-sandbox died without a report and without a word");
  EXPECT_EQ(fault_of("printf 'no \\033[2Jluck' >&2; kill -9 $$"),
            "wright-sandbox died without a report and said: no \\x1b[2Jluck");
}

TEST(RunnerTest, HalfAReportIsAnError) {
  EXPECT_NE(fault_of("printf '{\"outcome\":' >&4").find("the sandbox's report is malformed"),
            std::string::npos);
}

TEST(RunnerTest, ASandboxThatCannotStartIsAnErrorThatNamesIt) {
  Command command;
  command.argv = {"/usr/bin/true"};

  const Result<RunReport> report = make_local_runner("/nonexistent/sandbox")->run(command);

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error(), (Error{ErrorKind::sandbox,
                                   "cannot start /nonexistent/sandbox: No such file or "
                                   "directory"}));
}

TEST(RunnerTest, AProbeOrAttackThatSaysNothingIsAnError) {
  const FakeSandbox silent("exit 0");
  const FakeSandbox probe("test \"$1\" = --probe && echo '{\"rung\":\"\",\"why\":\"x\"}'");

  EXPECT_FALSE(probe_sandbox(silent.program()));
  EXPECT_FALSE(attack_sandbox(silent.program()));
  EXPECT_EQ(probe_sandbox(probe.program())->why, "x");
}

TEST(RunnerTest, APrivateDirectoryIsNobodyElses) {
  const TempDirectory scratch = TempDirectory::make(testing::TempDir(), "private-").value();
  const std::filesystem::path directory = scratch.path() / "changes";

  ASSERT_TRUE(make_private_directory(directory));
  ASSERT_TRUE(make_private_directory(directory));

  struct stat about {};
  ASSERT_EQ(::stat(directory.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0700U);
  EXPECT_EQ(about.st_uid, ::geteuid() == 0 ? kSandboxUid : ::geteuid());
}

TEST(RunnerTest, APrivateDirectoryIsMadeThroughNoLink) {
  const TempDirectory scratch = TempDirectory::make(testing::TempDir(), "private-").value();
  std::filesystem::create_directory(scratch.path() / "theirs");
  std::filesystem::create_directory_symlink("theirs", scratch.path() / "link");

  EXPECT_FALSE(make_private_directory(scratch.path() / "link"));

  struct stat about {};
  ASSERT_EQ(::stat((scratch.path() / "theirs").c_str(), &about), 0);
  EXPECT_EQ(about.st_uid, ::geteuid());
}

}  // namespace
}  // namespace wright
