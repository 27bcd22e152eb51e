#include "grader/case_check.h"

#include <algorithm>

#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "grader/flaky.h"
#include "grader/oracle.h"

namespace wright {
namespace {

bool needs_oracle(const Case& one) {
  return std::any_of(one.statements.begin(), one.statements.end(), [](const Statement& statement) {
    return std::holds_alternative<ExpectOracle>(statement);
  });
}

}  // namespace

std::vector<std::string> tasks_of(const CheckRequest& request) {
  std::vector<std::string> tasks;
  for (const TaskId& task : request.landed) tasks.push_back(task.value);
  const bool has_landed = std::find(tasks.begin(), tasks.end(), request.task.value) != tasks.end();
  if (!has_landed) tasks.push_back(request.task.value);
  return tasks;
}

Result<Grading> grading_of(const CheckRequest& request, std::vector<Case> cases, bool held_out,
                           const std::string& host_name) {
  const FoundArtifact host = TRY(find_artifact(request, host_name));
  Grading grading;
  grading.check = request.check;
  grading.tasks = {request.task.value};
  grading.seed = request.seed;
  grading.held_out = held_out;
  grading.candidate = host_starter(request, host.file);
  grading.oracle = TRY(oracle_for(request, cases));
  grading.cases = std::move(cases);
  return grading;
}

Result<StartHost> oracle_for(const CheckRequest& request, const std::vector<Case>& cases) {
  if (std::none_of(cases.begin(), cases.end(), needs_oracle)) return StartHost();
  const auto oracle = TRY(build_oracle(request));
  return oracle ? host_starter(request, *oracle) : StartHost();
}

Result<std::vector<Case>> cases_of(const CheckRequest& request, const std::string& folder) {
  return load_cases(request.spec / folder, tasks_of(request));
}

Result<CheckReport> check_cases(const CheckRequest& request, const Grading& grading) {
  const int repeats = TRY(repeats_of(request));
  const Grades grades = TRY(grade_repeatedly(grading, repeats));
  CheckReport report = report_of(grading, grades, request.expected_tests);
  report.sandbox = describe(grades.isolation);
  return report;
}

}  // namespace wright
