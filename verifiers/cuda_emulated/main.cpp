#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "builder/test_tally.h"
#include "emulated_build.h"
#include "emulated_run.h"
#include "forged_names.h"
#include "frame/verifier_main.h"
#include "plan.h"
#include "side_by_side.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsMax = 100;
constexpr const char* kPassed =
    "right values and no detected error on the tested shapes, on the CPU emulator; says nothing of "
    "a GPU";

Result<CheckReport> build_and_run(const CheckRequest& request, const Plan& plan);
Result<std::vector<Finding>> findings_of_text(const CheckRequest& request, const Plan& plan);
CheckReport failed(std::vector<Finding> findings, const std::string& summary);
std::vector<Result<EmulatedOutcome>> run_all(const CheckRequest& request,
                                             const std::vector<EmulatedRun>& runs);
void add_outcome(EmulatedOutcome outcome, const EmulatedRun& run, bool is_first,
                 CheckReport& report);
void add_metric(CheckReport& report, const std::string& name, double value, const char* unit);
void settle(CheckReport& report, const CheckRequest& request);

Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request));
  std::vector<Finding> findings = TRY(findings_of_text(request, plan));
  if (!findings.empty()) return failed(std::move(findings), "nothing was run");
  Result<CheckReport> report = build_and_run(request, plan);
  if (!report && report.error().kind == ErrorKind::unsupported) {
    return unavailable(report.error().message);
  }
  return report;
}

Result<CheckReport> build_and_run(const CheckRequest& request, const Plan& plan) {
  const SystemClock clock;
  const std::int64_t start_ms = clock.steady_ms();
  EmulatedBuild build = TRY(build_emulated(request, plan.tiers));
  const double compile = static_cast<double>(clock.steady_ms() - start_ms) / 1000;
  CheckReport report;
  if (!build.findings.empty()) report = failed(build.findings, "does not build for the emulator");
  report.toolchain = build.toolchain;
  report.sandbox = build.sandbox;
  report.metrics["compile"] = {compile, "s"};
  if (!build.findings.empty()) return report;
  report.artifacts = build.artifacts;
  report.findings = missing_programs(request, plan.programs, build);
  const std::vector<EmulatedRun> runs = TRY(runs_of(request, plan, build));
  std::vector<Result<EmulatedOutcome>> outcomes = run_all(request, runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EmulatedOutcome outcome = TRY(std::move(outcomes[i]));
    add_outcome(std::move(outcome), runs[i], i == 0, report);
  }
  settle(report, request);
  report.metrics["shapes"] = {static_cast<double>(plan.sweep.cases.size()), "cases"};
  report.metrics["settings"] = {static_cast<double>(runs.size()), "runs"};
  return report;
}

Result<std::vector<Finding>> findings_of_text(const CheckRequest& request, const Plan& plan) {
  std::vector<Finding> findings = TRY(find_forged_names(request));
  const std::vector<std::string> files = TRY(list_files(request.tree));
  const bool has_kernels = std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    return any_glob_matches(plan.files, path);
  });
  if (has_kernels) return findings;
  findings.push_back(located(
      "cuda_emulated.none", "", 0,
      fmt::format("no file is named by {}: nothing would be emulated", join(plan.files, ", "))));
  return findings;
}

CheckReport failed(std::vector<Finding> findings, const std::string& summary) {
  CheckReport report;
  report.status = CheckStatus::fail;
  report.summary = fmt::format("{}: {}", summary, findings.front().message.substr(0, 300));
  report.findings = std::move(findings);
  return report;
}

// The slowest begin first: they are the last settings.
std::vector<Result<EmulatedOutcome>> run_all(const CheckRequest& request,
                                             const std::vector<EmulatedRun>& runs) {
  std::vector<Result<EmulatedOutcome>> outcomes(runs.size(), Error{});
  side_by_side(runs.size(), [&](std::size_t at) {
    const std::size_t from_the_end = runs.size() - 1 - at;
    outcomes[from_the_end] = run_emulated(request, runs[from_the_end]);
  });
  return outcomes;
}

// Every setting runs the same tests: they count, but promise something once.
void add_outcome(EmulatedOutcome outcome, const EmulatedRun& run, bool is_first,
                 CheckReport& report) {
  if (!is_first) outcome.report.tests.names.clear();
  std::vector<Finding> found = std::move(outcome.report.findings);
  outcome.report.findings.clear();
  add_report(report, outcome.report);
  for (Finding& finding : found) {
    const bool is_new =
        std::none_of(report.findings.begin(), report.findings.end(), [&](const Finding& other) {
          return other.rule == finding.rule && other.file == finding.file &&
                 other.line == finding.line && !finding.file.empty();
        });
    if (is_new) report.findings.push_back(std::move(finding));
  }
  add_metric(report, run.setting.tier, outcome.seconds, "s");
  add_metric(report, "launches", outcome.counts.launches, "launches");
  add_metric(report, "threads", outcome.counts.threads, "CUDA threads");
}

void add_metric(CheckReport& report, const std::string& name, double value, const char* unit) {
  Metric& metric = report.metrics[name];
  metric.value += value;
  metric.unit = unit;
}

void settle(CheckReport& report, const CheckRequest& request) {
  conclude(report, request);
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (report.findings.size() > kFindingsMax) report.findings.resize(kFindingsMax);
  if (report.status == CheckStatus::pass) {
    report.summary = kPassed;
    return;
  }
  const Finding& first = report.findings.front();
  const std::string at = first.file.empty() ? "" : fmt::format("{}:{}: ", first.file, first.line);
  report.summary = fmt::format("{} findings, the first: {}{}", report.findings.size(), at,
                               first.message.substr(0, 300));
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
