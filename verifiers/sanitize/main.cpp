#include <fmt/format.h>

#include <functional>
#include <future>
#include <nlohmann/json.hpp>

#include "builder/build_tree.h"
#include "builder/test_program.h"
#include "builder/test_tally.h"
#include "core/json.h"
#include "frame/artifact.h"
#include "frame/sanitizer_report.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/oracle.h"

namespace wright {
namespace {

// One build with sanitizers, and all that runs on it.
struct Pass {
  Flavour flavour;
  std::string prefix;  // Of its artifacts.
};

Result<std::vector<Pass>> passes_of(const CheckRequest& request);
Result<bool> wants_races(const CheckRequest& request);
std::vector<Result<CheckReport>> run_side_by_side(const CheckRequest& request,
                                                  const std::vector<Pass>& passes);
CheckReport not_built(const BuiltTree& built, std::vector<Finding> findings);
Result<CheckReport> run_pass(const CheckRequest& request, const Pass& pass);
Result<void> run_programs(const CheckRequest& request, const Pass& pass, CheckReport& report);
Result<void> run_cases(const CheckRequest& request, const Pass& pass, bool held_out,
                       CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  const Result<std::vector<Pass>> passes = passes_of(request);
  if (!passes && passes.error().kind == ErrorKind::unsupported) {
    return unavailable(passes.error().message);
  }
  if (!passes) return passes.error();
  std::vector<Result<CheckReport>> reports = run_side_by_side(request, *passes);
  CheckReport report = TRY(std::move(reports.front()));
  if (report.status == CheckStatus::fail) return report;
  for (std::size_t i = 1; i < reports.size(); ++i) {
    CheckReport more = TRY(std::move(reports[i]));
    if (more.status == CheckStatus::fail) return more;
    more.tests.names.clear();  // The same tests: they count, but promise nothing to later tasks.
    add_report(report, more);
    report.artifacts.insert(report.artifacts.end(), more.artifacts.begin(), more.artifacts.end());
  }
  conclude(report, request);
  return report;
}

Result<std::vector<Pass>> passes_of(const CheckRequest& request) {
  std::vector<Pass> passes{{TRY(sanitize_flavour(request)), "sanitize."}};
  if (TRY(wants_races(request))) passes.push_back({TRY(races_flavour(request)), "races."});
  return passes;
}

Result<bool> wants_races(const CheckRequest& request) {
  const nlohmann::json config = TRY(parse_json(request.config));
  const nlohmann::json races = config.value("races", nlohmann::json(false));
  if (!races.is_boolean()) {
    return Error{ErrorKind::spec, "check sanitize: \"races\" is true or false"};
  }
  return races.get<bool>();
}

// While one pass links or runs its tests, which takes one processor, another
// compiles.
std::vector<Result<CheckReport>> run_side_by_side(const CheckRequest& request,
                                                  const std::vector<Pass>& passes) {
  std::vector<std::future<Result<CheckReport>>> running;
  for (const Pass& pass : passes) {
    running.push_back(
        std::async(std::launch::async, run_pass, std::cref(request), std::cref(pass)));
  }
  std::vector<Result<CheckReport>> reports;
  for (auto& one : running) reports.push_back(one.get());
  return reports;
}

// Only a build that failed has a status yet.
Result<CheckReport> run_pass(const CheckRequest& request, const Pass& pass) {
  const BuiltTree built = TRY(build_tree(request, pass.flavour));
  if (!built.findings.empty()) return not_built(built, built.findings);
  const Published published = TRY(publish_programs(request, built, pass.prefix));
  if (!published.findings.empty()) return not_built(built, published.findings);
  CheckReport report;
  report.toolchain = built.toolchain;
  report.artifacts = published.artifacts;
  TRY(run_programs(request, pass, report));
  TRY(run_cases(request, pass, false, report));
  TRY(run_cases(request, pass, true, report));
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

Result<void> run_programs(const CheckRequest& request, const Pass& pass, CheckReport& report) {
  constexpr std::chrono::minutes kWall{3};
  for (TestProgram& program : TRY(test_programs(request, pass.prefix))) {
    program.wall = kWall;
    program.environment = sanitizer_environment();
    const TestRun run = TRY(run_test_program(request, program));
    add_run(report, program, run);
  }
  return {};
}

Result<void> run_cases(const CheckRequest& request, const Pass& pass, bool held_out,
                       CheckReport& report) {
  std::vector<Case> cases = TRY(cases_of(request, held_out ? "held_out" : "visible"));
  if (cases.empty()) return {};
  const std::string host_name = pass.prefix + "host";
  const FoundArtifact host = TRY(find_artifact(request, host_name, "sanitize"));
  Grading grading = TRY(grading_of(request, std::move(cases), held_out, host_name));
  grading.candidate = host_starter(request, host.file, {{}, sanitizer_environment()});
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
