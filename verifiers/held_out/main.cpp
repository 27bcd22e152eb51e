#include "frame/verifier_main.h"
#include "grader/case_check.h"

namespace wright {
namespace {

Result<CheckReport> verify(const CheckRequest& request) {
  std::vector<Case> cases = TRY(cases_of(request, "held_out"));
  Grading grading = TRY(grading_of(request, std::move(cases), true));
  grading.tasks = tasks_of(request);
  return check_cases(request, grading);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
