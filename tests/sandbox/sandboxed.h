// Commands in the built sandbox, on whatever rung this machine has.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/files.h"
#include "exec/runner.h"

namespace wright::test {

#ifdef WRIGHT_SANDBOX
inline const std::filesystem::path kSandboxProgram = WRIGHT_SANDBOX;
#else
inline const std::filesystem::path kSandboxProgram = WRIGHT_BUILD_DIR "/bin/wright-sandbox";
#endif

// Asked once: a machine that isolates nothing has nothing to be tested.
inline const Result<Probe>& probe_once() {
  static const Result<Probe> probe = probe_sandbox(kSandboxProgram);
  return probe;
}

class Sandboxed : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(probe_once()) << probe_once().error().message;
    if (probe_once()->isolation.rung.empty()) GTEST_SKIP() << probe_once()->why;
  }

  static Command shell(const std::string& line) {
    Command command;
    command.argv = {"/bin/sh", "-c", line};
    command.limits.wall = std::chrono::seconds(60);
    return command;
  }
  RunReport ran(const Command& command) {
    const Result<RunReport> report = runner_->run(command);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : RunReport{};
  }
  RunReport ran(const std::string& line) { return ran(shell(line)); }
  std::string outcome(const Command& command) { return describe(ran(command).outcome); }

  std::unique_ptr<Runner> runner_ = make_local_runner(kSandboxProgram);
  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-sandboxed-").value();
};

}  // namespace wright::test
