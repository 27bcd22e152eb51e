#include <fmt/format.h>

#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "gradcheck/gradient.h"
#include "gradcheck/order.h"
#include "gradcheck/second.h"
#include "grader/case_check.h"
#include "grader/sweep.h"

namespace wright {
namespace {

constexpr int kSecondElementsMax = 16;  // Each needs eight calls of the oracle.

Result<CheckReport> verify(const CheckRequest& request) {
  const int order = TRY(order_of(request.config, request.task.value));
  Sweep sweep = TRY(sweep_of(request.config, request.task.value, request.check));
  if (!sweep.tolerance.rel) sweep.tolerance.rel = 1e-5;
  if (!sweep.tolerance.abs) sweep.tolerance.abs = order == 1 ? 1e-7 : 1e-6;
  const Grading grading = TRY(grading_of(request, std::move(sweep.cases), true));
  if (!grading.oracle) return Error{ErrorKind::spec, "the spec has no held_out/oracle/*.cpp"};
  Seat candidate(grading.candidate, grading.deadlines);
  Seat oracle(grading.oracle);
  Grades grades;
  for (const Case& one : grading.cases) {
    Graded graded;
    for (int round = 0; round < sweep.repeat && graded.findings.empty(); ++round) {
      const std::string key = fmt::format("{}/{}/{}", request.seed, full_name(one), round);
      graded = TRY(judge_gradients(grading, one, {sweep.tolerance, key}, candidate, oracle));
      if (order == 1 || !graded.passed) continue;
      TRY(judge_second(grading, one, {sweep.tolerance, key, kSecondElementsMax}, candidate, oracle,
                       graded));
    }
    grades.cases.push_back(std::move(graded));
  }
  const auto violation = TRY(candidate.leave());
  TRY(oracle.leave());
  if (violation) {
    grades.cases.back().passed = false;
    grades.cases.back().findings.push_back(
        {violation->rule, Severity::error, true, "", 0, violation->message});
  }
  CheckReport report = report_of(grading, grades, request.expected_tests);
  report.sandbox = describe(candidate.isolation());
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
