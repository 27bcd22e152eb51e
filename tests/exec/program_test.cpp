// One of our own programs, with its time, its output and its surroundings bounded.
#include "exec/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "base/descriptor.h"
#include "base/files.h"

namespace wright {
namespace {

ProgramRequest shell(const std::string& line) {
  ProgramRequest request;
  request.argv = {"/bin/sh", "-c", line};
  return request;
}

TEST(ProgramTest, ExitSignalAndBothStreamsAreReported) {
  const Result<ProgramReport> exited = run_program(shell("echo out; echo err >&2; exit 3"));
  const Result<ProgramReport> killed = run_program(shell("kill -SEGV $$"));

  ASSERT_TRUE(exited);
  EXPECT_EQ(exited->exit_code, 3);
  EXPECT_EQ(exited->signal, 0);
  EXPECT_EQ(exited->out, "out\n");
  EXPECT_EQ(exited->err, "err\n");
  EXPECT_EQ(killed->signal, SIGSEGV);
}

TEST(ProgramTest, WhatCannotBeStartedIsAnErrorThatNamesIt) {
  for (const std::string path : {"/nonexistent", "/etc/passwd", "/"}) {
    ProgramRequest request;
    request.argv = {path};

    const Result<ProgramReport> ran = run_program(request);

    ASSERT_FALSE(ran) << path;
    EXPECT_EQ(ran.error().message.rfind("cannot start " + path + ": ", 0), 0U)
        << ran.error().message;
  }
}

TEST(ProgramTest, TheEnvironmentIsFourVariables) {
  ::unsetenv("CUDA_HOME");
  ::setenv("WRIGHT_TEST_KEY", "a secret", 1);
  ::setenv("LD_PRELOAD_", "x", 1);
  ProgramRequest request;
  request.argv = {"/usr/bin/env"};

  const Result<ProgramReport> ran = run_program(request);

  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out, "PATH=/usr/bin:/bin\nHOME=/tmp\nLC_ALL=C.UTF-8\nTZ=UTC\n");
}

TEST(ProgramTest, WhereCudaIsInstalledIsHandedOn) {
  ::setenv("CUDA_HOME", "/opt/cuda", 1);
  ProgramRequest request;
  request.argv = {"/usr/bin/printenv", "CUDA_HOME"};

  const Result<ProgramReport> ran = run_program(request);

  ::unsetenv("CUDA_HOME");
  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out, "/opt/cuda\n");
}

TEST(ProgramTest, NoDescriptorButThreeIsInherited) {
  const Descriptor inheritable(::open("/dev/null", O_RDONLY));
  const Descriptor high(::fcntl(inheritable.get(), F_DUPFD, 200));

  // The shell itself reads the directory by descriptor 3.
  const Result<ProgramReport> ran = run_program(shell("cd /proc/$$/fd; echo *"));

  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out, "0 1 2 3\n");
}

TEST(ProgramTest, SignalsAreAtTheirDefaultsAndTheSessionIsItsOwn) {
  struct sigaction before {};
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGINT, &ignored, &before);

  const Result<ProgramReport> ran =
      run_program(shell("grep -E '^Sig(Blk|Ign):' /proc/self/status;"
                        "read pid name state parent group session rest < /proc/$$/stat;"
                        "test $session = $$ && echo leads"));
  ::sigaction(SIGINT, &before, nullptr);

  ASSERT_TRUE(ran);
  EXPECT_EQ(ran->out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nleads\n");
}

TEST(ProgramTest, InputGoesInWholeOrIsLeft) {
  ProgramRequest whole = shell("wc -c");
  whole.input = std::string(3 << 20, 'x');
  ProgramRequest left = shell("exec <&-; echo done");
  left.input = whole.input;

  EXPECT_EQ(run_program(whole)->out, "3145728\n");
  EXPECT_EQ(run_program(left)->out, "done\n");
  EXPECT_EQ(run_program(shell("cat"))->out, "");
}

TEST(ProgramTest, OutputIsCutAndTheProgramStillEnds) {
  ProgramRequest request = shell("head -c 1000000 /dev/zero; echo err >&2; exit 4");
  request.output_bytes_max = 1000;

  const Result<ProgramReport> ran = run_program(request);

  ASSERT_TRUE(ran);
  EXPECT_TRUE(ran->truncated);
  EXPECT_EQ(ran->out, std::string(1000, '\0'));
  EXPECT_EQ(ran->err, "err\n");
  EXPECT_EQ(ran->exit_code, 4);
}

TEST(ProgramTest, TimeIsBoundedWithAllThatTheProgramStarted) {
  ProgramRequest request = shell("echo begun; sleep 600 & sleep 600; wait");
  request.wall = std::chrono::milliseconds(300);

  const Result<ProgramReport> ran = run_program(request);

  ASSERT_TRUE(ran);
  EXPECT_TRUE(ran->timed_out);
  EXPECT_EQ(ran->signal, SIGTERM);
  EXPECT_EQ(ran->out, "begun\n");
}

TEST(ProgramTest, WhoeverIgnoresTheFirstSignalGetsTheLast) {
  ProgramRequest request = shell("trap '' TERM; while :; do :; done");
  request.wall = std::chrono::milliseconds(100);

  const Result<ProgramReport> ran = run_program(request);

  ASSERT_TRUE(ran);
  EXPECT_TRUE(ran->timed_out);
  EXPECT_EQ(ran->signal, SIGKILL);
}

// A killed harness: a child of ours that runs a program and dies of SIGKILL.
TEST(ProgramTest, WhenWeDieTheProgramDies) {
  const TempDirectory scratch = TempDirectory::make(testing::TempDir(), "program-").value();
  const std::string fifo = scratch.path() / "pid";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const pid_t harness = ::fork();
  if (harness == 0) {
    (void)run_program(shell("echo $$ > " + fifo + "; exec sleep 600"));
    ::_exit(0);
  }
  int program = 0;
  std::ifstream(fifo) >> program;
  ASSERT_GT(program, 1);
  const Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, program, 0)));
  ASSERT_TRUE(end);

  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);

  pollfd ended{end.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 60000), 1);
}

}  // namespace
}  // namespace wright
