// A GoogleTest program of the candidate, run in the sandbox.
//
// It shares its process with the code under test, so what it says may reject
// and never accepts alone: tests that were listed and not run, results that do
// not add up and an exit that tells another story are all failures.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

struct TestProgram {
  std::string name;            // "tiny_tests".
  std::filesystem::path file;  // The artifact.
  std::string check;           // Rules begin with it: "tests.failed".
  std::chrono::milliseconds wall{60000};
  std::map<std::string, std::string> environment;
  std::vector<Mount> mounts;
  bool shows_gpu = false;
};

enum class TestState { passed, failed, skipped };

struct TestResult {
  std::string name;  // "Suite.Test".
  TestState state = TestState::failed;

  bool operator==(const TestResult&) const = default;
};

struct TestRun {
  std::vector<TestResult> tests;  // Every listed one, sorted by name.
  std::vector<Finding> findings;  // None: all passed and all adds up.
  std::string sandbox;
};

Result<TestRun> run_test_program(const CheckRequest& request, const TestProgram& program);

// All programs `<prefix>test.<name>` among the artifacts.
Result<std::vector<TestProgram>> test_programs(const CheckRequest& request,
                                               const std::string& prefix);

}  // namespace wright
