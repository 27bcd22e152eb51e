#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "builder/flaky_tests.h"
#include "builder/test_program.h"
#include "builder/test_tally.h"
#include "core/json.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/flaky.h"

namespace wright {
namespace {

constexpr double kSecondsMax = 600;

Result<std::chrono::milliseconds> wall_of(const CheckRequest& request);
Result<void> run_programs(const CheckRequest& request, CheckReport& report);
Result<void> run_cases(const CheckRequest& request, CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  CheckReport report;
  TRY(run_programs(request, report));
  TRY(run_cases(request, report));
  conclude(report, request);
  return report;
}

Result<void> run_programs(const CheckRequest& request, CheckReport& report) {
  const std::chrono::milliseconds wall = TRY(wall_of(request));
  const int repeats = TRY(repeats_of(request));
  for (TestProgram& program : TRY(test_programs(request, ""))) {
    program.wall = wall;
    const TestRun run = TRY(run_repeatedly(request, program, repeats));
    add_run(report, program, run);
  }
  return {};
}

Result<void> run_cases(const CheckRequest& request, CheckReport& report) {
  std::vector<Case> cases = TRY(cases_of(request, "visible"));
  CheckRequest only_cases = request;
  only_cases.expected_tests = expected_of_cases(request);
  if (cases.empty() && only_cases.expected_tests.empty()) return {};
  const Grading grading = TRY(grading_of(only_cases, std::move(cases), false));
  add_report(report, TRY(check_cases(only_cases, grading)));
  return {};
}

Result<std::chrono::milliseconds> wall_of(const CheckRequest& request) {
  const nlohmann::json config = TRY(parse_json(request.config, 1U << 20U));
  const nlohmann::json seconds = config.value("seconds", nlohmann::json(300));
  if (!seconds.is_number() || seconds <= 0 || seconds > kSecondsMax) {
    return Error{
        ErrorKind::spec,
        fmt::format("check tests: \"seconds\" must be above 0 and at most {}", kSecondsMax)};
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds.get<double>() * 1000));
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
