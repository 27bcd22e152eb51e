#include <fmt/format.h>

#include <algorithm>

#include "builder/test_tally.h"
#include "device.h"
#include "device_build.h"
#include "device_run.h"
#include "elsewhere.h"
#include "frame/verifier_main.h"
#include "plan.h"
#include "told.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsMax = 100;

Result<CheckReport> judge_here(const CheckRequest& request, const Plan& plan);
Result<CheckReport> build_and_run(const CheckRequest& request, const Plan& plan,
                                  const Device& device);
CheckReport failed(std::vector<Finding> findings);
void settle(CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request));
  if (plan.where == Where::bundle) return publish_scripts(request, plan);
  const std::vector<Finding> missing = TRY(missing_kernels(request, plan));
  if (!missing.empty()) return failed(missing);
  Result<CheckReport> report =
      plan.where == Where::here ? judge_here(request, plan) : judge_replies(request, plan);
  if (!report && report.error().kind == ErrorKind::unsupported) {
    return unavailable(report.error().message);
  }
  if (report) settle(*report);
  return report;
}

Result<CheckReport> judge_here(const CheckRequest& request, const Plan& plan) {
  const Device device = TRY(find_device(request));
  return build_and_run(request, plan, device);
}

Result<CheckReport> build_and_run(const CheckRequest& request, const Plan& plan,
                                  const Device& device) {
  const DeviceBuild build = TRY(build_for(request, device));
  CheckReport report;
  if (!build.findings.empty()) {
    report = failed(build.findings);
    report.sandbox = build.sandbox;
  } else {
    DeviceRun run = TRY(run_on(request, plan, device, build));
    report = std::move(run.report);
    conclude(report, request);
    std::vector<std::string> ran;
    if (run.missing.empty()) ran = plan.tools;
    report.summary = told_summary(report, device.name, ran, run.missing);
  }
  report.toolchain = build.toolchain;
  return report;
}

CheckReport failed(std::vector<Finding> findings) {
  CheckReport report;
  report.status = CheckStatus::fail;
  report.summary = findings.front().message.substr(0, 300);
  report.findings = std::move(findings);
  return report;
}

void settle(CheckReport& report) {
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (report.findings.size() > kFindingsMax) report.findings.resize(kFindingsMax);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
