#include "cuda_adversarial/coverage.h"

#include <fmt/format.h>

#include <map>

#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "cuda_adversarial/gcov_report.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTier = "coverage";
constexpr const char* kSource = "/src/";
constexpr std::size_t kNamedMax = 40;
constexpr std::int64_t kCoveredBytesMax = 1 << 20;
// The notes of the compiler are put beside the counts, since gcov looks for them there.
constexpr const char* kAskGcov = R"sh(
cd /counts && find . -name '*.gcda' | sort | while read -r counts; do
  notes="/${counts%.gcda}.gcno"
  cp "$notes" "${counts%.gcda}.gcno" && gcov --branch-probabilities --json-format --stdout "$counts" || exit 3
done)sh";

Result<std::string> counted(const CheckRequest& request, const Adversity& asked,
                            const EmulatedBuild& build);
Result<std::string> ask_gcov(const CheckRequest& request, const EmulatedBuild& build,
                             const fs::path& counts);
std::vector<std::string> lines_of(const CheckRequest& request, const std::string& path);
void add_branches(const BranchReport& branches, double coverage_min, CheckReport& report);

}  // namespace

Result<void> measure_coverage(const CheckRequest& request, const Adversity& asked,
                              CheckReport& report) {
  if (asked.coverage_min == 0) return {};
  const EmulatedBuild build = TRY(build_emulated_as("emulated_coverage", request, {kTier}));
  if (!build.findings.empty()) {
    report.findings.insert(report.findings.end(), build.findings.begin(), build.findings.end());
    return {};
  }
  const std::string text = TRY(counted(request, asked, build));
  std::map<std::string, std::vector<std::string>> sources;
  const IsDevice is_device = [&](const std::string& path, const Span& span) {
    if (path.rfind(kSource, 0) != 0) return false;
    const std::string inside = path.substr(std::string(kSource).size());
    if (!holds_kernels(asked.plan, inside)) return false;
    auto [source, is_new] = sources.try_emplace(path);
    if (is_new) source->second = lines_of(request, inside);
    return is_device_function(source->second, span);
  };
  BranchReport branches;
  TRY(add_gcov(text, is_device, branches));
  add_branches(branches, asked.coverage_min, report);
  return {};
}

namespace {

Result<std::string> counted(const CheckRequest& request, const Adversity& asked,
                            const EmulatedBuild& build) {
  const fs::path folder = request.scratch / "coverage";
  TRY(remove_tree(folder));
  const Plan& plan = asked.plan;
  const Setting setting{kTier, plan.schedules.front(), plan.profiles.front()};
  const EmulatedRun run =
      TRY(run_of(request, plan, build, setting, {{"GCOV_PREFIX", kFaultsInside}}, folder));
  TRY(run_emulated(request, run));
  return ask_gcov(request, build, folder);
}

Result<std::string> ask_gcov(const CheckRequest& request, const EmulatedBuild& build,
                             const fs::path& counts) {
  Tool tool;
  tool.argv = {"sh", "-c", kAskGcov};
  tool.mounts = {{build.directory, "/build", false}, {counts, "/counts", true}};
  tool.directory = "/counts";
  tool.limits.output_kept_bytes = tool.limits.output_total_bytes;
  const RunReport report = TRY(run_tool(request, tool));
  if (report.succeeded()) return report.out;
  return Error{ErrorKind::sandbox, "gcov gave no report: " + said(report, 300)};
}

std::vector<std::string> lines_of(const CheckRequest& request, const std::string& path) {
  const Result<std::string> text = read_file(request.tree / path, kCoveredBytesMax);
  return text ? split(*text, '\n') : std::vector<std::string>{};
}

void add_branches(const BranchReport& branches, double coverage_min, CheckReport& report) {
  double all = 0;
  double taken = 0;
  std::vector<Finding> missed;
  for (const auto& [file, ways] : branches.files) {
    for (const auto& [place, is_taken] : ways) {
      all += 1;
      taken += is_taken ? 1 : 0;
      if (is_taken || missed.size() == kNamedMax) continue;
      missed.push_back(located("cuda_adversarial.coverage", file, place.first,
                               "no test goes this way at a branch"));
    }
  }
  if (branches.functions == 0) {
    report.findings.push_back(
        located("cuda_adversarial.coverage", "", 0,
                "gcov counts no function of the device: nothing is measured"));
  }
  const double coverage = all == 0 ? 1 : taken / all;
  report.metrics["coverage"] = {coverage, "of branches"};
  report.metrics["branches"] = {all, "branches"};
  if (coverage >= coverage_min) return;
  for (Finding& finding : missed) {
    finding.message +=
        fmt::format("; {:.0f} of {:.0f} are taken, {} is asked", taken, all, coverage_min);
    report.findings.push_back(std::move(finding));
  }
}

}  // namespace
}  // namespace wright
