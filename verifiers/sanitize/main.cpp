#include <fmt/format.h>

#include "builder/build_tree.h"
#include "builder/test_program.h"
#include "builder/test_tally.h"
#include "frame/artifact.h"
#include "frame/sanitizer_report.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/oracle.h"

namespace wright {
namespace {

constexpr const char* kPrefix = "sanitize.";

CheckReport not_built(const BuiltTree& built, std::vector<Finding> findings);
Result<void> run_programs(const CheckRequest& request, CheckReport& report);
Result<void> run_cases(const CheckRequest& request, bool held_out, CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  const Result<Flavour> flavour = sanitize_flavour(request);
  if (!flavour && flavour.error().kind == ErrorKind::unsupported) {
    return unavailable(flavour.error().message);
  }
  if (!flavour) return flavour.error();
  const BuiltTree built = TRY(build_tree(request, *flavour));
  if (!built.findings.empty()) return not_built(built, built.findings);
  const Published published = TRY(publish_programs(request, built, kPrefix));
  if (!published.findings.empty()) return not_built(built, published.findings);
  CheckReport report;
  report.toolchain = built.toolchain;
  report.artifacts = published.artifacts;
  TRY(run_programs(request, report));
  TRY(run_cases(request, false, report));
  TRY(run_cases(request, true, report));
  conclude(report, request);
  return report;
}

CheckReport not_built(const BuiltTree& built, std::vector<Finding> findings) {
  for (Finding& finding : findings) finding.rule = "sanitize.build";
  CheckReport report;
  report.status = CheckStatus::fail;
  report.summary = "does not build with the sanitizers: " + findings.front().message.substr(0, 300);
  report.findings = std::move(findings);
  report.toolchain = built.toolchain;
  report.sandbox = built.sandbox;
  return report;
}

Result<void> run_programs(const CheckRequest& request, CheckReport& report) {
  constexpr std::chrono::minutes kWall{3};
  for (TestProgram& program : TRY(test_programs(request, kPrefix))) {
    program.wall = kWall;
    program.environment = sanitizer_environment();
    const TestRun run = TRY(run_test_program(request, program));
    add_run(report, program, run);
  }
  return {};
}

Result<void> run_cases(const CheckRequest& request, bool held_out, CheckReport& report) {
  std::vector<Case> cases = TRY(cases_of(request, held_out ? "held_out" : "visible"));
  if (cases.empty()) return {};
  const std::string host_name = std::string(kPrefix) + "host";
  const FoundArtifact host = TRY(find_artifact(request, host_name, "sanitize"));
  Grading grading = TRY(grading_of(request, std::move(cases), held_out, host_name));
  grading.candidate = host_starter(request, host.file, {}, sanitizer_environment());
  CheckRequest expecting_nothing = request;
  expecting_nothing.expected_tests.clear();
  add_report(report, TRY(check_cases(expecting_nothing, grading)));
  return {};
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
