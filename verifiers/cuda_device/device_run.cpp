#include "device_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "builder/test_program.h"
#include "builder/test_tally.h"
#include "exec/collect.h"
#include "frame/artifact.h"
#include "frame/cuda_toolkit.h"
#include "frame/toolchain.h"
#include "grader/case_check.h"
#include "grader/endings.h"
#include "grader/oracle.h"
#include "sanitizer_log.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLogInside = "/tool";
constexpr std::int64_t kLogBytesMax = 16 << 20;
constexpr std::chrono::minutes kProgramWall{5};
// A first call makes the context; under a tool every access is looked at.
constexpr Deadlines kDeadlines{std::chrono::seconds(60), std::chrono::seconds(60),
                               std::chrono::seconds(20)};

struct Bench {
  const CheckRequest& request;
  const Plan& plan;
  const Device& device;
  CheckReport& report;
};

Result<void> run_cases(const Bench& bench, const std::string& tool);
Result<StartHost> host_under(const Bench& bench, const std::string& tool, const fs::path& log);
Result<void> run_programs(const Bench& bench);
Result<void> add_log(const Bench& bench, const std::string& tool, const fs::path& log);
std::string missing_tool(const Device& device);

}  // namespace

Result<DeviceRun> run_on(const CheckRequest& request, const Plan& plan, const Device& device,
                         const DeviceBuild& build) {
  DeviceRun run;
  run.report.artifacts = build.artifacts;
  const Bench bench{request, plan, device, run.report};
  const std::string missing = missing_tool(device);
  TRY(run_cases(bench, ""));
  TRY(run_programs(bench));
  for (const std::string& tool : plan.tools) {
    if (missing.empty()) {
      TRY(run_cases(bench, tool));
    } else {
      run.missing.push_back(fmt::format("{}: {}", tool, missing));
    }
  }
  run.report.metrics["copy"] = {device.copy_gb_per_s, "GB/s"};
  return run;
}

namespace {

// Without a tool, or under one: then only what it tells counts, for the values were looked at.
Result<void> run_cases(const Bench& bench, const std::string& tool) {
  const SystemClock clock;
  const std::int64_t start_ms = clock.steady_ms();
  for (Grading grading : TRY(gradings_of(bench.request, bench.plan))) {
    const TempDirectory place = TRY(TempDirectory::make(bench.request.scratch, "tool-"));
    const fs::path log = place.path() / "log";
    TRY(make_private_directory(log));
    grading.oracle = TRY(oracle_for(bench.request, grading.cases));
    grading.candidate = TRY(host_under(bench, tool, log));
    grading.deadlines = kDeadlines;
    const Endings endings(tool.empty() ? bench.device.name : tool);
    const Grades grades = TRY(grade(endings.watch(grading)));
    CheckReport graded = report_of(grading, grades, {});
    graded.sandbox = describe(grades.isolation);
    if (tool.empty()) {
      for (Finding& one : endings.findings(bench.request.check)) graded.findings.push_back(one);
      add_report(bench.report, graded);
    } else {
      TRY(add_log(bench, tool, log));
    }
  }
  const double seconds = static_cast<double>(clock.steady_ms() - start_ms) / 1000;
  bench.report.metrics[tool.empty() ? "device" : tool] = {seconds, "s"};
  return {};
}

Result<StartHost> host_under(const Bench& bench, const std::string& tool, const fs::path& log) {
  const FoundArtifact host =
      TRY(find_artifact(bench.request, std::string(kDevicePrefix) + "host", bench.request.check));
  HostSetting setting;
  setting.shows_gpu = true;
  if (tool.empty()) return host_starter(bench.request, host.file, setting);
  setting.mounts = {toolkit_mount(bench.device.toolkit), {log, kLogInside, true}};
  const auto starts = std::make_shared<int>(0);
  const CheckRequest& request = bench.request;
  return StartHost([=, &request]() mutable {
    setting.started_by = tool_command(std::string(kToolkitInside) + "/bin/compute-sanitizer", tool,
                                      fmt::format("{}/log-{}", kLogInside, (*starts)++));
    return host_starter(request, host.file, setting)();
  });
}

Result<void> run_programs(const Bench& bench) {
  const std::string check = bench.request.check;
  std::vector<TestProgram> programs = TRY(test_programs(bench.request, kDevicePrefix));
  for (const std::string& glob : bench.plan.programs) {
    const bool is_there =
        std::any_of(programs.begin(), programs.end(),
                    [&](const TestProgram& one) { return glob_matches(glob, one.name); });
    if (is_there) continue;
    bench.report.findings.push_back(
        located(check + ".none", "", 0, fmt::format("no test program is called {}", glob)));
  }
  for (TestProgram& program : programs) {
    if (!any_glob_matches(bench.plan.programs, program.name)) continue;
    program.check = check;
    program.wall = kProgramWall;
    program.shows_gpu = true;
    const TestRun ran = TRY(run_test_program(bench.request, program));
    add_run(bench.report, program, ran);
  }
  return {};
}

// A log for each process of the host.
Result<void> add_log(const Bench& bench, const std::string& tool, const fs::path& log) {
  std::vector<Finding> found;
  for (const std::string& file : TRY(list_files(log))) {
    const std::string text = TRY(collect_file(log, file, kLogBytesMax));
    std::vector<Finding> more = findings_of_log(text, tool);
    found.insert(found.end(), more.begin(), more.end());
  }
  if (found.empty() && fs::is_empty(log)) found = findings_of_log("", tool);
  bench.report.findings.insert(bench.report.findings.end(), found.begin(), found.end());
  return {};
}

std::string missing_tool(const Device& device) {
  std::error_code failed;
  const fs::path program = device.toolkit / "bin" / "compute-sanitizer";
  if (fs::exists(program, failed)) return "";
  return program.string() + " is not there";
}

}  // namespace
}  // namespace wright
