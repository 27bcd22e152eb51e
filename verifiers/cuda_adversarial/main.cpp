#include <fmt/format.h>

#include <algorithm>

#include "builder/diagnostics.h"
#include "cuda_adversarial/asked.h"
#include "cuda_adversarial/barriers.h"
#include "cuda_adversarial/coverage.h"
#include "cuda_adversarial/failing_calls.h"
#include "cuda_adversarial/try_runs.h"
#include "frame/verifier_main.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsMax = 100;

Result<CheckReport> build_and_try(const CheckRequest& request, const Adversity& asked);
Result<void> try_all(const Field& field, CheckReport& report);
std::vector<Called> programs_of(const EmulatedBuild& build);
std::vector<Finding> clean_faults(const std::vector<EmulatedOutcome>& outcomes);
void settle(CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  const Adversity asked = TRY(adversity_of(request));
  Result<CheckReport> report = build_and_try(request, asked);
  if (!report && report.error().kind == ErrorKind::unsupported) {
    return unavailable(report.error().message);
  }
  return report;
}

Result<CheckReport> build_and_try(const CheckRequest& request, const Adversity& asked) {
  // The tiers of cuda_emulated, so that what that has compiled serves again.
  const EmulatedBuild build = TRY(build_emulated(request, {"plain", "asan", "hooks"}));
  CheckReport report;
  report.toolchain = build.toolchain;
  report.sandbox = build.sandbox;
  report.findings = build.findings;
  if (report.findings.empty())
    report.findings = missing_programs(request, asked.plan.programs, build);
  if (report.findings.empty()) TRY(try_all({request, asked, build}, report));
  settle(report);
  return report;
}

Result<void> try_all(const Field& field, CheckReport& report) {
  std::vector<Called> programs = programs_of(field.build);
  std::vector<Try> tries;
  for (const Called& one : programs) tries.push_back({kFailingTier, {}, one.program, {}});
  tries.push_back({"hooks", {}, "", {}});
  const std::vector<EmulatedOutcome> clean = TRY(run_tries(field, tries));
  report.findings = clean_faults(clean);
  if (!report.findings.empty()) return {};
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs[i].calls = static_cast<std::uint64_t>(clean[i].counts.calls);
  }
  TRY(try_failing_calls(field, programs, report));
  TRY(try_without_barriers(field, report));
  return measure_coverage(field.request, field.asked, report);
}

std::vector<Called> programs_of(const EmulatedBuild& build) {
  std::vector<Called> programs{{"host", 0}};
  for (const EmulatedProgram& one : build.programs) {
    if (one.tier == kFailingTier) programs.push_back({one.name, 0});
  }
  return programs;
}

// Adversity shows nothing where something is wrong without it.
std::vector<Finding> clean_faults(const std::vector<EmulatedOutcome>& outcomes) {
  std::vector<Finding> faults;
  for (const EmulatedOutcome& outcome : outcomes) {
    for (const Finding& one : outcome.report.findings) {
      if (one.severity != Severity::error) continue;
      faults.push_back(one);
      faults.back().rule = "cuda_adversarial.clean";
      faults.back().message = "with nothing against it: " + one.message;
    }
  }
  return faults;
}

void settle(CheckReport& report) {
  const auto is_error = [](const Finding& one) { return one.severity == Severity::error; };
  if (report.findings.size() > kFindingsMax) report.findings.resize(kFindingsMax);
  const auto first = std::find_if(report.findings.begin(), report.findings.end(), is_error);
  if (first == report.findings.end()) {
    report.status = CheckStatus::pass;
    report.summary =
        "failing calls are noticed, barriers missed and branches taken, on the CPU "
        "emulator; says nothing of a GPU";
    return;
  }
  report.status = CheckStatus::fail;
  const std::string at =
      first->file.empty() ? "" : fmt::format("{}:{}: ", first->file, first->line);
  report.summary = fmt::format("{} findings, the first: {}{}", report.findings.size(), at,
                               first->message.substr(0, 300));
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
