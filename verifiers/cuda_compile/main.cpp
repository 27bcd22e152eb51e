#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "compile.h"
#include "contract.h"
#include "frame/artifact.h"
#include "frame/cuda_toolkit.h"
#include "frame/verifier_main.h"
#include "kernels.h"
#include "nvcc_output.h"
#include "plan.h"
#include "sources.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsMax = 100;
constexpr const char* kNoToolkit =
    "no nvcc: install the CUDA toolkit, 12.8 or later, in /usr/local/cuda, or say in CUDA_HOME "
    "where "
    "it is";

Result<CheckReport> compile_and_judge(const CheckRequest& request, const Plan& plan,
                                      const KernelSources& sources, std::vector<Finding> findings);
CheckReport nothing_to_compile(const Plan& plan);
std::vector<Finding> contract_of(const KernelSources& sources, const Plan& plan);
void add_refusals(const std::vector<Compiled>& compiled, const KernelSources& sources,
                  std::vector<Finding>& findings);
Result<void> publish_tables(const CheckRequest& request, const std::vector<Compiled>& compiled,
                            const Kernels& kernels, CheckReport& report);
std::string summary_of(const std::vector<Compiled>& compiled, const Kernels& kernels);
bool has_errors(const std::vector<Finding>& findings);
void settle(CheckReport& report, std::vector<Finding> findings);

// What breaks the contract is told before nvcc is asked, and with or without it.
Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request));
  const KernelSources sources = TRY(read_sources(request, plan));
  if (sources.units.empty()) return nothing_to_compile(plan);
  std::vector<Finding> findings = contract_of(sources, plan);
  if (!has_errors(findings)) return compile_and_judge(request, plan, sources, std::move(findings));
  CheckReport report;
  settle(report, std::move(findings));
  return report;
}

Result<CheckReport> compile_and_judge(const CheckRequest& request, const Plan& plan,
                                      const KernelSources& sources, std::vector<Finding> findings) {
  const auto toolkit = find_toolkit();
  if (!toolkit) return unavailable(kNoToolkit);
  CheckReport report;
  report.toolchain = TRY(toolkit_version(request, *toolkit));
  const std::vector<Compiled> compiled = TRY(compile_all(request, plan, *toolkit, sources.units));
  report.sandbox = compiled.front().sandbox;
  add_refusals(compiled, sources, findings);
  const Kernels kernels = TRY(judge_kernels(compiled, plan, sources));
  findings.insert(findings.end(), kernels.findings.begin(), kernels.findings.end());
  TRY(publish_tables(request, compiled, kernels, report));
  add_metrics(kernels.all, report);
  report.summary = summary_of(compiled, kernels);
  settle(report, std::move(findings));
  return report;
}

CheckReport nothing_to_compile(const Plan& plan) {
  CheckReport report;
  settle(report, {located("cuda_compile.none", "", 0,
                          fmt::format("no file is named by {}: nothing was compiled",
                                      join(plan.files, ", ")))});
  return report;
}

std::vector<Finding> contract_of(const KernelSources& sources, const Plan& plan) {
  std::vector<Finding> findings;
  for (const auto& [path, source] : sources.files) {
    const std::vector<Finding> more = check_contract(source, plan);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  return findings;
}

// What several architectures refuse alike is told once.
void add_refusals(const std::vector<Compiled>& compiled, const KernelSources& sources,
                  std::vector<Finding>& findings) {
  for (const Compiled& one : compiled) {
    if (one.succeeded) continue;
    std::vector<Finding> refusals;
    if (one.limit.empty()) {
      refusals = refusals_of(one, sources);
    } else {
      refusals = {located("cuda_compile.limit", "/src/" + one.unit, 0,
                          fmt::format("sm_{} ended by a limit: {}", one.architecture, one.limit))};
    }
    for (const Finding& refusal : refusals) {
      if (std::find(findings.begin(), findings.end(), refusal) == findings.end()) {
        findings.push_back(refusal);
      }
    }
  }
}

Result<void> publish_tables(const CheckRequest& request, const std::vector<Compiled>& compiled,
                            const Kernels& kernels, CheckReport& report) {
  const std::filesystem::path folder = request.scratch / "cuda_tables";
  TRY(make_directories(folder));
  TRY(write_file(folder / "kernels.json", kernel_table(kernels.all)));
  TRY(write_file(folder / "cubins.json", cubin_table(compiled)));
  for (const char* name : {"kernels.json", "cubins.json"}) {
    report.artifacts.push_back(TRY(publish(request, name, folder / name)));
  }
  return {};
}

std::string summary_of(const std::vector<Compiled>& compiled, const Kernels& kernels) {
  int registers = 0;
  double share = 1;
  for (const Kernel& kernel : kernels.all) {
    registers = std::max(registers, kernel.usage.registers);
    share = std::min(share, kernel.occupancy.share);
  }
  return fmt::format("{} cubins, {} kernels: at most {} registers, occupancy from {:.0f}%",
                     compiled.size(), kernels.all.size(), registers, 100 * share);
}

bool has_errors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& one) { return one.severity == Severity::error; });
}

void settle(CheckReport& report, std::vector<Finding> findings) {
  report.status = has_errors(findings) ? CheckStatus::fail : CheckStatus::pass;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (report.status == CheckStatus::fail) {
    const Finding& first = findings.front();
    report.summary = fmt::format(
        "{} findings, the first: {}{}", findings.size(),
        first.file.empty() ? "" : fmt::format("{}:{}: ", first.file, first.line), first.message);
  }
  if (findings.size() > kFindingsMax) findings.resize(kFindingsMax);
  report.findings = std::move(findings);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
