#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/sweep.h"

namespace wright {
namespace {

Result<CheckReport> verify(const CheckRequest& request) {
  Sweep sweep = TRY(sweep_of(request.config, request.task.value, request.check));
  Grading grading = TRY(grading_of(request, std::move(sweep.cases), true));
  grading.rounds = sweep.repeat;
  return check_cases(request, grading);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
