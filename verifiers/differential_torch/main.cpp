#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/oracle.h"
#include "grader/sweep.h"

namespace wright {
namespace {

// The same calls as `differential` sends, with PyTorch in the oracle's seat.
Result<CheckReport> verify(const CheckRequest& request) {
  const auto torch = TRY(build_torch_host(request));
  if (!torch) return unavailable(kNoTorch);
  Sweep sweep = TRY(sweep_of(request.config, request.task.value, request.check));
  Grading grading = TRY(grading_of(request, std::move(sweep.cases), true));
  grading.oracle = host_starter(request, *torch);
  grading.rounds = sweep.repeat;
  return check_cases(request, grading);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
