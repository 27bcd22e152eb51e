#include "builder/test_process.h"

#include <fmt/format.h>

#include <future>

#include "base/files.h"
#include "exec/collect.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

constexpr std::int64_t kReportBytesMax = 16 << 20;

// Neither follows the machine: which tests share a process is part of what a
// verdict says.  Fewer tests are over before a second process has begun.
constexpr int kShares = 2;
constexpr std::size_t kTestsToShare = 40;

Result<Spoken> speak(const CheckRequest& request, const TestProgram& program,
                     const std::string& what, const std::vector<std::string>& arguments);
TestProgram share_of(TestProgram program, int share);

}  // namespace

Result<Spoken> list_tests(const CheckRequest& request, const TestProgram& program) {
  return speak(request, program, "list", {"--gtest_list_tests"});
}

Result<std::vector<Spoken>> run_tests(const CheckRequest& request, const TestProgram& program,
                                      std::size_t tests) {
  const std::vector<std::string> arguments{"--gtest_color=no"};
  std::vector<Spoken> spoken;
  if (tests < kTestsToShare) {
    spoken.push_back(TRY(speak(request, program, "run", arguments)));
    return spoken;
  }
  std::vector<std::future<Result<Spoken>>> running;
  for (int share = 0; share < kShares; ++share) {
    running.push_back(std::async(std::launch::async, speak, std::cref(request),
                                 share_of(program, share), fmt::format("run.{}", share),
                                 arguments));
  }
  for (std::future<Result<Spoken>>& one : running) spoken.push_back(TRY(one.get()));
  return spoken;
}

namespace {

// Each process gets a fresh directory, so that none leaves a report for another.
Result<Spoken> speak(const CheckRequest& request, const TestProgram& program,
                     const std::string& what, const std::vector<std::string>& arguments) {
  Tool tool;
  const std::string artifact = program.file.filename().string();
  tool.build =
      request.scratch / "test_runs" / fmt::format("{}.{}.{}", program.check, artifact, what);
  TRY(remove_tree(tool.build));
  tool.argv = {"/test/program", "--gtest_output=json:/build/report.json"};
  tool.argv.insert(tool.argv.end(), arguments.begin(), arguments.end());
  tool.mounts = program.mounts;
  tool.mounts.push_back({program.file, "/test/program", false});
  tool.environment = program.environment;
  tool.limits.wall = program.wall;
  tool.shows_gpu = program.shows_gpu;
  Spoken spoken;
  spoken.run = TRY(run_tool(request, tool));
  spoken.report = collect_file(tool.build, "report.json", kReportBytesMax);
  return spoken;
}

TestProgram share_of(TestProgram program, int share) {
  program.environment["GTEST_TOTAL_SHARDS"] = std::to_string(kShares);
  program.environment["GTEST_SHARD_INDEX"] = std::to_string(share);
  return program;
}

}  // namespace
}  // namespace wright
