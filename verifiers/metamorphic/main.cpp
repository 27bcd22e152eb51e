#include <set>

#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/laws.h"

namespace wright {
namespace {

// A side that is another than the other breaks the law; the rest are faults of a call.
void name_the_law(Graded& graded, const std::string& check, const std::string& law) {
  const std::set<std::string> broken{check + ".value", check + ".shape", check + ".dtype",
                                     check + ".kind"};
  for (Finding& finding : graded.findings) {
    if (broken.contains(finding.rule)) finding.rule = check + "." + law;
  }
}

Result<CheckReport> verify(const CheckRequest& request) {
  LawSweep sweep = TRY(laws_of(request.config, request.task.value, request.check));
  Grading grading = TRY(grading_of(request, std::move(sweep.cases), true));
  grading.rounds = sweep.repeat;
  Grades grades = TRY(grade(grading));
  for (std::size_t i = 0; i < grades.cases.size(); ++i) {
    name_the_law(grades.cases[i], request.check, sweep.names[i]);
  }
  CheckReport report = report_of(grading, grades, request.expected_tests);
  report.sandbox = describe(grades.isolation);
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
